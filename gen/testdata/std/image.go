// Stand-in for the type checker: what the cases use of it.
package image

type Point struct{ X, Y int }

type Gray struct{ Pix []uint8 }
