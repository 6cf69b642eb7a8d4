package ir

import "slices"

// Callback is a type of functions that C passes to Go.
type Callback struct {
	Name    string // of the function pointer's type in C
	Go      string // what it is in Go, for messages and for abi.json
	Doc     string
	Params  []Value
	Results []Value // without the error
	Fails   bool    // the last result is an error
}

// ReturnsValue says whether the C function returns its result itself: the only one, of a fixed size, of a
// function that cannot fail.
func (c *Callback) ReturnsValue() bool {
	return !c.Fails && len(c.Results) == 1 && !c.Results[0].Type.IsSized()
}

// CallbackParts are the names of the C parameters that make up a callback.
func (v Value) CallbackParts() []string {
	parts := []string{v.Name, v.Name + "_user"}
	if !v.Borrow {
		parts = append(parts, v.Name+"_destroy")
	}
	return parts
}

// KeepsCallbacks says whether Go may keep a function of C beyond a call.
func (a *API) KeepsCallbacks() bool {
	return a.hasParam(func(v Value) bool { return v.Type.Kind == KindCallback && !v.Borrow })
}

// UsesContexts says whether a function takes a context.
func (a *API) UsesContexts() bool {
	return a.hasParam(func(v Value) bool { return v.Type.Kind == KindContext })
}

func (a *API) hasParam(is func(Value) bool) bool {
	return slices.ContainsFunc(a.Funcs, func(f Func) bool { return slices.ContainsFunc(f.Params, is) })
}

// ContextFunctions are those that come with contexts, ContextType is their type.
func ContextFunctions(prefix string) []string {
	return []string{prefix + "context_cancel", prefix + "context_free", prefix + "context_new"}
}

// ContextType is the type of contexts in C.
func ContextType(prefix string) string { return prefix + "context" }

// RemoveFunction is the one that takes callbacks back.
func RemoveFunction(prefix string) string { return prefix + "callback_remove" }
