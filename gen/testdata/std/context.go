// Stand-in for the type checker: what the cases use of it.
package context

type Context interface{ Err() error }
