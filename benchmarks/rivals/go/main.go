// SPDX-License-Identifier: MIT

// A comparison of two files or two trees as one writes it in Go with the standard library.
// Exit status: 0 same, 1 differ, 2 trouble.
package main

import (
	"errors"
	"fmt"
	"os"
)

var errUsage = errors.New("usage: rival pair|tree LEFT RIGHT")

func compare(arguments []string) (bool, error) {
	if len(arguments) != 3 {
		return false, errUsage
	}
	switch arguments[0] {
	case "pair":
		return samePair(arguments[1], arguments[2])
	case "tree":
		return sameTree(arguments[1], arguments[2])
	}
	return false, errUsage
}

func main() {
	same, err := compare(os.Args[1:])
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "rival:", err)
		os.Exit(2)
	case !same:
		os.Exit(1)
	}
}
