// Stand-in for the type checker: what the cases use of it.
package time

type Duration int64

type Time struct{ wall uint64 }
