-- As `mlpc fmt` lays specs out.
vim.bo.commentstring = "// %s"
vim.bo.comments = ":///,://"
vim.bo.expandtab = true
vim.bo.shiftwidth = 4
vim.bo.softtabstop = 4
vim.bo.iskeyword = vim.bo.iskeyword .. ",-"
