//! From tokens to a flat arena, by operator precedence. Recursion is bounded by the nesting limit.

use mlpc_source::{Idx, IdxVec, TextRange};
use smol_str::SmolStr;

use super::lexer::{Lexer, Token};
use super::{BinaryOp, COMPARISON, Expr, ExprId, ExprKind, ExprNode, ExprProblem, UnaryOp};
use crate::limits;

type Parsed<T> = Result<T, ExprProblem>;

/// Parses the range `inside` of `text`; `whole` is the range with `${` and `}`.
pub(super) fn parse(text: &str, inside: TextRange, whole: TextRange) -> Parsed<Expr> {
    let mut lexer = Lexer::new(text, inside);
    let (token, range) = lexer.next()?;
    let mut parser = Parser { lexer, token, range, behind: inside.start, depth: 0, nodes: IdxVec::new(), heights: Vec::new() };
    if parser.token == Token::End {
        return Err(ExprProblem {
            range: whole,
            message: "this expression is empty".to_owned(),
            help: "write a value between `${` and `}`; for the two characters themselves write `$${`".to_owned(),
        });
    }
    let root = parser.expression(0)?;
    if parser.token != Token::End {
        return Err(parser.unexpected("an operator or the end of the expression"));
    }
    Ok(Expr { nodes: parser.nodes, root, range: whole })
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    token: Token,
    range: TextRange,
    /// End of the token before.
    behind: u32,
    depth: usize,
    nodes: IdxVec<ExprId, ExprNode>,
    /// Of each node, so that whoever walks the tree is bounded too: `1 + 1 + …` nests to the left.
    heights: Vec<u16>,
}

impl Parser<'_> {
    fn expression(&mut self, strength: u8) -> Parsed<ExprId> {
        self.depth += 1;
        if self.depth > limits::NESTING {
            return Err(self.too_deep());
        }
        let start = self.range.start;
        let mut left = self.prefix()?;
        while let Token::Operator(op) = self.token {
            if op.strength() <= strength {
                break;
            }
            if op.strength() == COMPARISON && self.is_bare_comparison(left, start) {
                return Err(ExprProblem {
                    range: self.range,
                    message: format!("`{}` compares the result of another comparison", op.symbol()),
                    help: "join comparisons with `&&`".to_owned(),
                });
            }
            self.advance()?;
            let right = self.expression(op.strength())?;
            left = self.push(ExprKind::Binary(op, left, right), start)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Whether `id` is a comparison that isn't in parentheses: then it begins where the expression does.
    fn is_bare_comparison(&self, id: ExprId, start: u32) -> bool {
        let comparison = |node: &ExprNode| matches!(node.kind, ExprKind::Binary(op, ..) if op.strength() == COMPARISON);
        self.nodes.get(id).is_some_and(|node| node.range.start == start && comparison(node))
    }

    fn prefix(&mut self) -> Parsed<ExprId> {
        let start = self.range.start;
        let op = match &self.token {
            Token::Not => UnaryOp::Not,
            Token::Operator(BinaryOp::Sub) => UnaryOp::Neg,
            Token::Word(word) if word == "if" => return self.condition(),
            _ => return self.postfix(),
        };
        self.advance()?;
        self.depth += 1;
        if self.depth > limits::NESTING {
            return Err(self.too_deep());
        }
        let operand = self.prefix()?;
        self.depth -= 1;
        self.push(ExprKind::Unary(op, operand), start)
    }

    fn condition(&mut self) -> Parsed<ExprId> {
        let start = self.range.start;
        self.advance()?;
        let condition = self.expression(0)?;
        self.keyword("then")?;
        let yes = self.expression(0)?;
        self.keyword("else")?;
        let no = self.expression(0)?;
        self.push(ExprKind::If(condition, yes, no), start)
    }

    fn postfix(&mut self) -> Parsed<ExprId> {
        let start = self.range.start;
        let mut base = self.primary()?;
        loop {
            match self.token {
                Token::Dot => {
                    self.advance()?;
                    let Token::Word(name) = self.token.clone() else { return Err(self.unexpected("a field's name")) };
                    let name_range = self.range;
                    self.advance()?;
                    if self.token == Token::Open {
                        return Err(ExprProblem {
                            range: name_range,
                            message: format!("`{name}` is called on a value"),
                            help: format!("functions stand before their arguments: `{name}(x)`"),
                        });
                    }
                    base = self.push(ExprKind::Field(base, name, name_range), start)?;
                }
                Token::OpenBracket => {
                    self.advance()?;
                    let index = self.expression(0)?;
                    self.expect(&Token::CloseBracket, "`]`")?;
                    base = self.push(ExprKind::Index(base, index), start)?;
                }
                _ => return Ok(base),
            }
        }
    }

    fn primary(&mut self) -> Parsed<ExprId> {
        let range = self.range;
        let kind = match self.token.clone() {
            Token::Number(number) => ExprKind::Number(number),
            Token::Text(text) => ExprKind::Text(text),
            Token::Word(word) => match &*word {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "null" => ExprKind::Null,
                "if" | "then" | "else" | "for" | "in" => return Err(self.unexpected("a value")),
                _ => return self.name(word),
            },
            Token::Open => {
                self.advance()?;
                let inner = self.expression(0)?;
                self.expect(&Token::Close, "`)`")?;
                return Ok(inner);
            }
            Token::OpenBracket => return self.list(),
            _ => return Err(self.unexpected("a value")),
        };
        self.advance()?;
        self.push(kind, range.start)
    }

    fn name(&mut self, name: SmolStr) -> Parsed<ExprId> {
        let range = self.range;
        self.advance()?;
        if self.token != Token::Open {
            return self.push(ExprKind::Name(name), range.start);
        }
        self.advance()?;
        let mut arguments = Vec::new();
        while self.token != Token::Close {
            arguments.push(self.expression(0)?);
            if self.token != Token::Comma {
                break;
            }
            self.advance()?;
        }
        self.expect(&Token::Close, "`,` or `)`")?;
        self.push(ExprKind::Call(name, range, arguments), range.start)
    }

    fn list(&mut self) -> Parsed<ExprId> {
        let start = self.range.start;
        self.advance()?;
        let mut items = Vec::new();
        while self.token != Token::CloseBracket {
            let item = self.expression(0)?;
            if items.is_empty() && self.is_keyword("for") {
                return self.comprehension(item, start);
            }
            items.push(item);
            if self.token != Token::Comma {
                break;
            }
            self.advance()?;
        }
        self.expect(&Token::CloseBracket, "`,` or `]`")?;
        self.push(ExprKind::List(items), start)
    }

    fn comprehension(&mut self, body: ExprId, start: u32) -> Parsed<ExprId> {
        self.advance()?;
        let var_range = self.range;
        let Token::Word(var) = self.token.clone() else { return Err(self.unexpected("the loop's variable")) };
        self.advance()?;
        self.keyword("in")?;
        let source = self.expression(0)?;
        let cond = if self.is_keyword("if") {
            self.advance()?;
            Some(self.expression(0)?)
        } else {
            None
        };
        self.expect(&Token::CloseBracket, "`if` or `]`")?;
        self.push(ExprKind::Comprehension { body, var, var_range, source, cond }, start)
    }

    fn push(&mut self, kind: ExprKind, start: u32) -> Parsed<ExprId> {
        let height = 1 + self.operand_height(&kind);
        if usize::from(height) > limits::NESTING {
            return Err(self.too_deep());
        }
        self.heights.push(height);
        Ok(self.nodes.push(ExprNode { kind, range: TextRange::new(start, self.behind) }))
    }

    fn operand_height(&self, kind: &ExprKind) -> u16 {
        let height = |id: &ExprId| self.heights.get(id.to_usize()).copied().unwrap_or(0);
        match kind {
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Null | ExprKind::Name(_) | ExprKind::Broken => 0,
            ExprKind::List(items) | ExprKind::Call(_, _, items) => items.iter().map(height).max().unwrap_or(0),
            ExprKind::If(a, b, c) => height(a).max(height(b)).max(height(c)),
            ExprKind::Binary(_, a, b) | ExprKind::Index(a, b) => height(a).max(height(b)),
            ExprKind::Unary(_, a) | ExprKind::Field(a, ..) => height(a),
            ExprKind::Comprehension { body, source, cond, .. } => height(body).max(height(source)).max(cond.as_ref().map_or(0, height)),
        }
    }

    fn advance(&mut self) -> Parsed<()> {
        self.behind = self.range.end;
        (self.token, self.range) = self.lexer.next()?;
        Ok(())
    }

    fn is_keyword(&self, word: &str) -> bool {
        matches!(&self.token, Token::Word(found) if found == word)
    }

    fn keyword(&mut self, word: &str) -> Parsed<()> {
        if self.is_keyword(word) { self.advance() } else { Err(self.unexpected(&format!("`{word}`"))) }
    }

    fn expect(&mut self, token: &Token, what: &str) -> Parsed<()> {
        if self.token == *token { self.advance() } else { Err(self.unexpected(what)) }
    }

    fn unexpected(&self, wanted: &str) -> ExprProblem {
        let found = match &self.token {
            Token::End => "the expression ends".to_owned(),
            Token::Number(text) | Token::Word(text) => format!("`{text}` stands"),
            Token::Text(_) => "a text stands".to_owned(),
            Token::Operator(op) => format!("`{}` stands", op.symbol()),
            Token::Not => "`!` stands".to_owned(),
            Token::Dot => "`.` stands".to_owned(),
            Token::Comma => "`,` stands".to_owned(),
            Token::Open => "`(` stands".to_owned(),
            Token::Close => "`)` stands".to_owned(),
            Token::OpenBracket => "`[` stands".to_owned(),
            Token::CloseBracket => "`]` stands".to_owned(),
        };
        ExprProblem { range: self.range, message: format!("{found} where {wanted} is expected"), help: String::new() }
    }

    fn too_deep(&self) -> ExprProblem {
        ExprProblem {
            range: self.range,
            message: format!("this expression is nested more than {} deep", limits::NESTING),
            help: "split it with `let`; join many values with `sum([…])` or `join`".to_owned(),
        }
    }
}
