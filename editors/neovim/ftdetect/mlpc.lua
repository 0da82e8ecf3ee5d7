-- Specs are KDL with an ending of their own.
vim.api.nvim_create_autocmd({ "BufRead", "BufNewFile" }, {
  pattern = "*.mlp.kdl",
  callback = function(event) vim.bo[event.buf].filetype = "mlpc" end,
})
