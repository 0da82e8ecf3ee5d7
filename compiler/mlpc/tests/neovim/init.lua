-- What `editors/neovim/README.md` says to write, with the binary under test.
vim.opt.runtimepath:prepend(vim.env.MLPC_NEOVIM)
require("mlpc").setup({ cmd = { vim.env.MLPC_BINARY, "lsp", "--today", "2026-11-23" } })
