// SPDX-License-Identifier: MIT

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

const (
	bufferBytes = 256 << 10
	rangeBytes  = 8 << 20
)

// openRegular opens a file and tells its size.
func openRegular(path string) (*os.File, int64, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	status, err := file.Stat()
	if err == nil && !status.Mode().IsRegular() {
		err = fmt.Errorf("%s: not a regular file", path)
	}
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, status.Size(), nil
}

// buffers is what one goroutine reads into.
type buffers struct {
	left, right []byte
}

func newBuffers() *buffers {
	return &buffers{make([]byte, bufferBytes), make([]byte, bufferBytes)}
}

// sameRange compares the bytes from begin to end.
func (b *buffers) sameRange(left, right io.ReaderAt, begin, end int64) (bool, error) {
	for begin < end {
		step := end - begin
		if step > bufferBytes {
			step = bufferBytes
		}
		if count, err := left.ReadAt(b.left[:step], begin); int64(count) < step {
			return false, err
		}
		if count, err := right.ReadAt(b.right[:step], begin); int64(count) < step {
			return false, err
		}
		if !bytes.Equal(b.left[:step], b.right[:step]) {
			return false, nil
		}
		begin += step
	}
	return true, nil
}

// samePair compares two files, in ranges that the cores share.
func samePair(leftPath, rightPath string) (bool, error) {
	left, size, err := openRegular(leftPath)
	if err != nil {
		return false, err
	}
	defer left.Close()
	right, rightSize, err := openRegular(rightPath)
	if err != nil {
		return false, err
	}
	defer right.Close()
	if size != rightSize {
		return false, nil
	}
	if size <= rangeBytes {
		return newBuffers().sameRange(left, right, 0, size)
	}
	return sameRanges(left, right, size)
}

func sameRanges(left, right io.ReaderAt, size int64) (bool, error) {
	var next, differ atomic.Int64
	var trouble firstError
	var group sync.WaitGroup
	for worker := 0; worker < runtime.GOMAXPROCS(0); worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			scratch := newBuffers()
			for differ.Load() == 0 {
				end := next.Add(rangeBytes)
				begin := end - rangeBytes
				if begin >= size {
					return
				}
				if end > size {
					end = size
				}
				same, err := scratch.sameRange(left, right, begin, end)
				if err != nil {
					trouble.set(err)
				}
				if !same || err != nil {
					differ.Store(1)
				}
			}
		}()
	}
	group.Wait()
	return differ.Load() == 0, trouble.get()
}

// firstError keeps the first error of several goroutines.
type firstError struct {
	mutex sync.Mutex
	err   error
}

func (f *firstError) set(err error) {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.err == nil {
		f.err = err
	}
}

func (f *firstError) get() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.err
}
