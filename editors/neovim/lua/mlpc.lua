-- Starts `mlpc lsp` for spec files: one server a workspace. Works from Neovim 0.7 on.

local M = {}

local defaults = {
  -- The command of the server.
  cmd = { "mlpc", "lsp" },
  -- Whether the keys of `M.keys` are set in spec files.
  keys = true,
  -- Whether a spec is formatted when it is written.
  format_on_save = false,
  -- Called with (client, buffer) once the server is attached.
  on_attach = nil,
  -- What a completion plugin adds to the client's capabilities.
  capabilities = nil,
}

local config = defaults

-- Workspace folder → id of its client, for Neovim before 0.8, which doesn't keep them itself.
local clients = {}

-- The folder of the repository, else the file's own. The server looks for the platform below it.
local function workspace(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  local git = vim.fn.finddir(".git", vim.fn.escape(folder, " ,;") .. ";")
  if git == "" then
    git = vim.fn.findfile(".git", vim.fn.escape(folder, " ,;") .. ";")
  end
  if git == "" then
    return folder
  end
  return vim.fn.fnamemodify(git, ":p:h"):gsub("/%.git$", "")
end

local function format(buffer)
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ bufnr = buffer, timeout_ms = 4000 })
  else
    vim.lsp.buf.formatting_sync(nil, 4000)
  end
end

-- Buffer-local keys; all are the editor's own functions.
function M.keys(buffer)
  local function map(keys, action, what)
    vim.keymap.set("n", keys, action, { buffer = buffer, silent = true, desc = what })
  end
  map("K", vim.lsp.buf.hover, "mlpc: what is this")
  map("gd", vim.lsp.buf.definition, "mlpc: where is this declared")
  map("gr", vim.lsp.buf.references, "mlpc: who uses this")
  map("<leader>ca", vim.lsp.buf.code_action, "mlpc: fixes")
  map("<leader>f", function() format(buffer) end, "mlpc: format")
  map("[d", vim.diagnostic.goto_prev, "previous finding")
  map("]d", vim.diagnostic.goto_next, "next finding")
end

local function attached(client, buffer)
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc"
  if config.keys then
    M.keys(buffer)
  end
  if config.format_on_save then
    vim.api.nvim_create_autocmd("BufWritePre", { buffer = buffer, callback = function() format(buffer) end })
  end
  if config.on_attach then
    config.on_attach(client, buffer)
  end
end

-- Attaches a buffer to the server of its workspace, which is started if need be.
function M.attach(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  if file == "" or vim.bo[buffer].buftype ~= "" then
    return
  end
  local root = workspace(file)
  local settings = {
    name = "mlpc",
    cmd = config.cmd,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ":t") } },
    capabilities = config.capabilities or vim.lsp.protocol.make_client_capabilities(),
    on_attach = attached,
  }
  if vim.lsp.start then
    vim.lsp.start(settings, { bufnr = buffer })
    return
  end
  local id = clients[root]
  if not (id and vim.lsp.get_client_by_id(id)) then
    id = vim.lsp.start_client(settings)
    clients[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(buffer, id)
  end
end

-- Call once; `options` override the defaults above.
function M.setup(options)
  config = vim.tbl_extend("force", defaults, options or {})
  local group = vim.api.nvim_create_augroup("mlpc", { clear = true })
  vim.api.nvim_create_autocmd("FileType", {
    group = group,
    pattern = "mlpc",
    callback = function(event) M.attach(event.buf) end,
  })
end

return M
