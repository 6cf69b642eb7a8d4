package glue

import "time"

// Time is a moment as C has it: seconds and nanoseconds since 1970, UTC.
type Time struct {
	Seconds     int64
	Nanoseconds int32
	_           int32
}

// Go returns the moment as a time.Time in UTC. Nanoseconds outside of 0 to 999999999 are carried.
func (t Time) Go() time.Time { return time.Unix(t.Seconds, int64(t.Nanoseconds)).UTC() }

// TimeOf returns the moment as C has it.
func TimeOf(t time.Time) Time { return Time{Seconds: t.Unix(), Nanoseconds: int32(t.Nanosecond())} }
