"""C shared libraries from Go packages.

```starlark
load("@rules_go_cshared//rules:defs.bzl", "go_cshared_library", "go_cshared_test")
```

Everything outside this file and `providers.bzl` is private and may change.
"""

load("//rules/private:go_cshared_library.bzl", _go_cshared_library = "go_cshared_library")
load("//rules/private:go_cshared_test.bzl", _go_cshared_test = "go_cshared_test")

go_cshared_library = _go_cshared_library
go_cshared_test = _go_cshared_test
