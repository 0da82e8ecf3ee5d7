" KDL 2 with the expressions of mlpc. What a word means is the server's to say; this colours what the text alone shows.
if exists("b:current_syntax")
  finish
endif

syntax match mlpcNode /\%(^\|[{};]\)\s*\zs[A-Za-z][A-Za-z0-9._-]*/
syntax match mlpcProperty /[A-Za-z][A-Za-z0-9._-]*\ze=/
syntax match mlpcNumber /\%(\s\|=\)\zs[+-]\?\d[0-9_.]*\%([eE][+-]\?\d\+\)\?\>/
syntax match mlpcKeyword /#\%(true\|false\|null\|inf\|-inf\|nan\)\>/
syntax match mlpcAnnotation /([^()"]*)/
syntax region mlpcString start=/"/ skip=/\\./ end=/"/ contains=mlpcExpression,mlpcEscape
syntax region mlpcString start=/"""/ end=/"""/ contains=mlpcExpression,mlpcEscape
syntax region mlpcRawString start=/\z(#\+\)"/ end=/"\z1/ contains=mlpcExpression
syntax match mlpcEscape /\\\%([nrt"\\bfs]\|u{\x\+}\)/ contained
syntax region mlpcExpression matchgroup=mlpcBrace start=/\$\@<!\${/ end=/}/ contained
syntax match mlpcComment /\/\/.*$/ contains=@Spell
syntax match mlpcDoc /\/\/\/.*$/ contains=@Spell
syntax region mlpcComment start=/\/\*/ end=/\*\// contains=mlpcComment,@Spell
syntax match mlpcSlashdash /\/-/

highlight default link mlpcNode Statement
highlight default link mlpcProperty Identifier
highlight default link mlpcNumber Number
highlight default link mlpcKeyword Boolean
highlight default link mlpcAnnotation Type
highlight default link mlpcString String
highlight default link mlpcRawString String
highlight default link mlpcEscape SpecialChar
highlight default link mlpcExpression PreProc
highlight default link mlpcBrace Special
highlight default link mlpcComment Comment
highlight default link mlpcDoc SpecialComment
highlight default link mlpcSlashdash Comment

let b:current_syntax = "mlpc"
