package catalogue

var reloadRows = []Check{
	{
		ID: "reload/links", Kind: Report, Source: contractLoad + "; I63", Needs: called,
		Title:    "what counts as the same library",
		Measured: "dlopen of a symbolic and of a hard link to a loaded copy, of its new name, and of another file under its old one",
		Expected: "which give the same handle is shown: it is up to the C library",
	},
}
