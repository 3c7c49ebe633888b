// Package patterns knows the reference implementations of the guide's patterns,
// loads them with what they say of themselves, and makes docs/patterns.md and
// the page of each.
//
// # A pattern
//
// Bound by its name, N in [a-z]+, which is not that of a check, are
//
//	testdata/src/patterns/N/doc.go         package comment only: the prose of the page
//	testdata/src/patterns/N/N.go           the code that people copy, at most 200 lines
//	testdata/src/patterns/N/N_test.go      what proves its guarantees
//	testdata/src/patterns/N/mutants.txtar  wrong edits, which the tests catch
//
// and its place in [Guide]. Where a check's reference is the pattern already,
// Guide has that instead; there is never both.
//
// doc.go begins "Package N X.": X is the summary. Then come these headings:
//
//	# Rust              the idea in a sentence; the last paragraph is "Words: a, b.",
//	                    the words of Tokio under which the index has the pattern
//	# Guarantees        a list: what holds, and in parentheses the tests that prove it
//	# Why it is right   in words
//	# What goes wrong   in words; the mutants follow by themselves
//	# Checks            a list of "check: what it guards here", or a paragraph that says why none does
//	# Measured          a list of "what: value", as tests measured it
//
// # Tests
//
// Every test stands behind a guarantee, and no guarantee is without one. TestMain
// is [witness.Main], so that nothing may be left behind. Whatever a test tells
// by [witness.Measured] stands under # Measured with the same value, and the
// other way round: that is why only counts and virtual time are measured.
//
// # Mutants
//
// mutants.txtar has a section for each mutant, its name in [a-z]+:
//
//	-- unbuffered --
//	Why this is wrong, in a sentence or two.
//	test TestLate "deadlock: "
//	check chanleak
//	@@
//	 	before
//	-	done := make(chan result, 1)
//	+	done := make(chan result)
//
// The test must fail with the text in its output, and each check named, if any,
// must report something. "missed NAME" in place of "check NAME" names a check that
// is about this mistake but does not see it here, "later NAME" one that is not
// built yet. Below each @@ is an edit of N.go, in full lines like those of
// a unified diff; the lines before it occur there exactly once.
//
// Mutants are compiled as packages of their own, in folders that only an overlay
// has, all of them at once.
package patterns
