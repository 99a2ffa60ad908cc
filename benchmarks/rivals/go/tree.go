// SPDX-License-Identifier: MIT

package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// So many jobs wait at most before the walk does.
const waitingJobs = 1024

type job struct {
	left, right string
}

// treePair is one comparison: a goroutine walks, the others compare files.
type treePair struct {
	jobs    chan job
	differ  atomic.Bool
	trouble firstError
}

// sameTree compares all files of two trees. One difference is enough to end it.
func sameTree(left, right string) (bool, error) {
	pair := &treePair{jobs: make(chan job, waitingJobs)}
	var group sync.WaitGroup
	for worker := 0; worker < runtime.GOMAXPROCS(0); worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			pair.compareFiles()
		}()
	}
	if err := pair.walk(left, right); err != nil {
		pair.trouble.set(err)
	}
	close(pair.jobs)
	group.Wait()
	return !pair.differ.Load(), pair.trouble.get()
}

// walk hands over the files of a pair of directories and of those below. The names of both sides
// come sorted, so that trees with different names differ without a file being opened.
func (t *treePair) walk(left, right string) error {
	leftEntries, err := os.ReadDir(left)
	if err != nil {
		return err
	}
	rightEntries, err := os.ReadDir(right)
	if err != nil {
		return err
	}
	if len(leftEntries) != len(rightEntries) {
		t.differ.Store(true)
		return nil
	}
	for number, entry := range leftEntries {
		other := rightEntries[number]
		if t.differ.Load() {
			return nil
		}
		if entry.Name() != other.Name() || entry.Type() != other.Type() {
			t.differ.Store(true)
			return nil
		}
		pair := job{filepath.Join(left, entry.Name()), filepath.Join(right, entry.Name())}
		if err := t.visit(entry.Type(), pair); err != nil {
			return err
		}
	}
	return nil
}

func (t *treePair) visit(kind fs.FileMode, pair job) error {
	switch {
	case kind.IsDir():
		return t.walk(pair.left, pair.right)
	case kind.IsRegular():
		t.jobs <- pair
		return nil
	}
	return fmt.Errorf("%s: neither file nor directory", pair.left)
}

func (t *treePair) compareFiles() {
	scratch := newBuffers()
	for pair := range t.jobs {
		if t.differ.Load() {
			continue
		}
		same, err := scratch.sameFiles(pair)
		if err != nil {
			t.trouble.set(err)
		} else if !same {
			t.differ.Store(true)
		}
	}
}

func (b *buffers) sameFiles(pair job) (bool, error) {
	left, size, err := openRegular(pair.left)
	if err != nil {
		return false, err
	}
	defer left.Close()
	right, rightSize, err := openRegular(pair.right)
	if err != nil {
		return false, err
	}
	defer right.Close()
	if size != rightSize {
		return false, nil
	}
	return b.sameRange(left, right, 0, size)
}
