//! Expressions as a tree, by the grammar of Nunjucks (mozilla.github.io/nunjucks/templating.html#expressions).

use super::error::SyntaxError;
use super::lexer::{Token, Word, words};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expr {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Name {
        name: String,
        at: usize,
    },
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    /// `value.key`
    Attribute(Box<Expr>, String),
    /// `value[key]`
    Item(Box<Expr>, Box<Expr>),
    Call {
        callee: Box<Expr>,
        arguments: Arguments,
    },
    Filter {
        value: Box<Expr>,
        name: String,
        arguments: Arguments,
        at: usize,
    },
    Test {
        value: Box<Expr>,
        name: String,
        arguments: Vec<Expr>,
    },
    Not(Box<Expr>),
    Minus(Box<Expr>),
    /// Operands of one operator, from left to right.
    Chain(&'static str, Vec<Expr>),
    If {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Option<Box<Expr>>,
    },
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Arguments {
    pub positional: Vec<Expr>,
    pub named: Vec<(String, Expr)>,
}

/// How deep expressions may be nested, and how long a chain of operators or filters may be: what a parser that calls itself
/// can follow on any thread.
const DEEPEST: usize = 30;
const LONGEST: usize = 60;

/// The expression that `source` is, which begins at `base` in the whole text.
pub(super) fn expression(source: &str, base: usize) -> Result<Expr, SyntaxError> {
    let mut parser = Parser::new(source, base)?;
    let expr = parser.expression()?;
    parser.end()?;
    Ok(expr)
}

/// What `{% for a, b in list %}` says after its keyword.
pub(super) fn for_head(source: &str, base: usize) -> Result<(Vec<String>, Expr), SyntaxError> {
    let mut parser = Parser::new(source, base)?;
    let names = parser.names()?;
    parser.expect("in")?;
    let expr = parser.expression()?;
    parser.end()?;
    Ok((names, expr))
}

/// What `{% set a = 1 %}` says after its keyword; without a value it is a block's head.
pub(super) fn set_head(source: &str, base: usize) -> Result<(Vec<String>, Option<Expr>), SyntaxError> {
    let mut parser = Parser::new(source, base)?;
    let names = parser.names()?;
    let expr = match parser.takes("=") {
        true => Some(parser.expression()?),
        false => None,
    };
    parser.end()?;
    Ok((names, expr))
}

/// What `{% macro name(a, b=1) %}` says after its keyword.
pub(super) fn macro_head(source: &str, base: usize) -> Result<(String, Arguments), SyntaxError> {
    let mut parser = Parser::new(source, base)?;
    let name = parser.name()?;
    parser.expect("(")?;
    let arguments = parser.arguments()?;
    parser.end()?;
    Ok((name, arguments))
}

struct Parser {
    words: Vec<Word>,
    next: usize,
    depth: usize,
    end: usize,
}

impl Parser {
    fn new(source: &str, base: usize) -> Result<Self, SyntaxError> {
        Ok(Self {
            words: words(source, base)?,
            next: 0,
            depth: 0,
            end: base + source.trim_end().len(),
        })
    }

    fn at(&self) -> usize {
        self.words.get(self.next).map_or(self.end, |word| word.at)
    }

    fn token(&self) -> Option<&Token> {
        self.words.get(self.next).map(|word| &word.token)
    }

    fn sees(&self, mark: &str) -> bool {
        matches!(self.token(), Some(Token::Mark(seen)) if *seen == mark)
    }

    fn takes(&mut self, mark: &str) -> bool {
        let seen = self.sees(mark);
        self.next += usize::from(seen);
        seen
    }

    fn one_of(&mut self, marks: &[&'static str]) -> Option<&'static str> {
        let mark = marks.iter().find(|mark| self.sees(mark))?;
        self.next += 1;
        Some(mark)
    }

    fn expect(&mut self, mark: &str) -> Result<(), SyntaxError> {
        match self.takes(mark) {
            true => Ok(()),
            false => Err(self.unexpected(&format!("`{mark}` is missing"))),
        }
    }

    fn unexpected(&self, wanted: &str) -> SyntaxError {
        let seen = match self.token() {
            None => "the end".to_owned(),
            Some(Token::Name(name)) => format!("`{name}`"),
            Some(Token::Text(_)) => "a text".to_owned(),
            Some(Token::Number(number)) => format!("`{number}`"),
            Some(Token::Mark(mark)) => format!("`{mark}`"),
        };
        SyntaxError::new(self.at(), format!("{wanted} before {seen}"))
    }

    fn end(&self) -> Result<(), SyntaxError> {
        match self.token() {
            None => Ok(()),
            Some(_) => Err(self.unexpected("an operator is missing")),
        }
    }

    fn name(&mut self) -> Result<String, SyntaxError> {
        match self.token() {
            Some(Token::Name(name)) => {
                let name = name.clone();
                self.next += 1;
                Ok(name)
            }
            _ => Err(self.unexpected("a name is missing")),
        }
    }

    fn names(&mut self) -> Result<Vec<String>, SyntaxError> {
        let in_brackets = self.takes("[") || self.takes("(");
        let mut names = vec![self.name()?];
        while self.takes(",") {
            names.push(self.name()?);
        }
        if in_brackets && !(self.takes("]") || self.takes(")")) {
            return Err(self.unexpected("a closing bracket is missing"));
        }
        Ok(names)
    }

    fn expression(&mut self) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError::new(self.at(), "this is nested too deeply"));
        }
        let expr = self.conditional();
        self.depth -= 1;
        expr
    }

    fn conditional(&mut self) -> Result<Expr, SyntaxError> {
        let first = self.or()?;
        if self.takes("if") {
            let condition = Box::new(self.or()?);
            let otherwise = match self.takes("else") {
                true => Some(Box::new(self.expression()?)),
                false => None,
            };
            let then = Box::new(first);
            return Ok(Expr::If {
                condition,
                then,
                otherwise,
            });
        }
        if self.takes("?") {
            let then = Box::new(self.expression()?);
            self.expect(":")?;
            return Ok(Expr::If {
                condition: Box::new(first),
                then,
                otherwise: Some(Box::new(self.expression()?)),
            });
        }
        Ok(first)
    }

    /// Operands joined by one associative operator.
    fn joined(
        &mut self,
        mark: &'static str,
        operand: fn(&mut Self) -> Result<Expr, SyntaxError>,
    ) -> Result<Expr, SyntaxError> {
        let first = operand(self)?;
        if !self.sees(mark) {
            return Ok(first);
        }
        let mut operands = vec![first];
        while self.takes(mark) {
            self.bounded(operands.len())?;
            operands.push(operand(self)?);
        }
        Ok(Expr::Chain(mark, operands))
    }

    fn bounded(&self, length: usize) -> Result<(), SyntaxError> {
        match length < LONGEST {
            true => Ok(()),
            false => Err(SyntaxError::new(
                self.at(),
                "this is too long; set parts of it first",
            )),
        }
    }

    fn or(&mut self) -> Result<Expr, SyntaxError> {
        self.joined("or", Self::and)
    }

    fn and(&mut self) -> Result<Expr, SyntaxError> {
        self.joined("and", Self::not)
    }

    fn not(&mut self) -> Result<Expr, SyntaxError> {
        let mut negated = false;
        let mut seen = false;
        while self.takes("not") {
            negated = !negated;
            seen = true;
        }
        let value = self.comparison()?;
        Ok(match (seen, negated) {
            (false, _) => value,
            (true, true) => Expr::Not(Box::new(value)),
            (true, false) => Expr::Not(Box::new(Expr::Not(Box::new(value)))),
        })
    }

    fn comparison(&mut self) -> Result<Expr, SyntaxError> {
        let mut left = self.concatenation()?;
        for length in 0.. {
            self.bounded(length)?;
            if self.takes("is") {
                left = self.test(left)?;
            } else if self.takes("in") {
                left = Expr::Chain("in", vec![left, self.concatenation()?]);
            } else if self.sees("not")
                && self.words.get(self.next + 1).map(|word| &word.token) == Some(&Token::Mark("in"))
            {
                self.next += 2;
                let within = Expr::Chain("in", vec![left, self.concatenation()?]);
                left = Expr::Not(Box::new(within));
            } else if let Some(mark) = self.one_of(&["===", "!==", "==", "!=", "<=", ">=", "<", ">"]) {
                left = Expr::Chain(mark, vec![left, self.concatenation()?]);
            } else {
                break;
            }
        }
        Ok(left)
    }

    fn test(&mut self, value: Expr) -> Result<Expr, SyntaxError> {
        let negated = self.takes("not");
        // `is none` and `is in list` read as words of the language elsewhere.
        let name = match self.takes("in") {
            true => "in".to_owned(),
            false => self.name()?,
        };
        let arguments = match self.takes("(") {
            true => self.arguments()?.positional,
            false => Vec::new(),
        };
        let test = Expr::Test {
            value: Box::new(value),
            name,
            arguments,
        };
        Ok(match negated {
            true => Expr::Not(Box::new(test)),
            false => test,
        })
    }

    fn concatenation(&mut self) -> Result<Expr, SyntaxError> {
        self.joined("~", Self::sum)
    }

    /// Operands of operators that are told apart, from left to right.
    fn left_to_right(
        &mut self,
        marks: &[&'static str],
        operand: fn(&mut Self) -> Result<Expr, SyntaxError>,
    ) -> Result<Expr, SyntaxError> {
        let mut left = operand(self)?;
        for length in 0.. {
            self.bounded(length)?;
            let Some(mark) = self.one_of(marks) else { break };
            let right = operand(self)?;
            left = match left {
                Expr::Chain(same, mut operands) if same == mark && mark == "+" => {
                    operands.push(right);
                    Expr::Chain(same, operands)
                }
                left => Expr::Chain(mark, vec![left, right]),
            };
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expr, SyntaxError> {
        self.left_to_right(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Result<Expr, SyntaxError> {
        self.left_to_right(&["*", "//", "/", "%"], Self::power)
    }

    fn power(&mut self) -> Result<Expr, SyntaxError> {
        self.left_to_right(&["**"], Self::unary)
    }

    fn unary(&mut self) -> Result<Expr, SyntaxError> {
        if self.takes("-") {
            let value = self.postfix()?;
            return Ok(Expr::Minus(Box::new(value)));
        }
        if self.takes("+") {
            return self.postfix();
        }
        if self.sees("not") {
            self.next += 1;
            let value = self.postfix()?;
            return Ok(Expr::Not(Box::new(value)));
        }
        self.postfix()
    }

    fn postfix(&mut self) -> Result<Expr, SyntaxError> {
        let mut value = self.primary()?;
        for length in 0.. {
            self.bounded(length)?;
            if self.takes(".") {
                value = Expr::Attribute(Box::new(value), self.key()?);
            } else if self.takes("[") {
                let key = self.expression()?;
                self.expect("]")?;
                value = Expr::Item(Box::new(value), Box::new(key));
            } else if self.takes("(") {
                let arguments = self.arguments()?;
                value = Expr::Call {
                    callee: Box::new(value),
                    arguments,
                };
            } else if self.takes("|") {
                value = self.filter(value)?;
            } else if self.sees("?") && self.next_is_mark(".") {
                // `a?.b`: a value that is missing has no parts anyway.
                self.next += 1;
            } else {
                break;
            }
        }
        Ok(value)
    }

    fn next_is_mark(&self, mark: &'static str) -> bool {
        let here = self.at();
        let next = self.words.get(self.next + 1);
        next.is_some_and(|word| word.token == Token::Mark(mark) && word.at == here + 1)
    }

    /// What follows a dot: a name, also one that is a word of the language.
    fn key(&mut self) -> Result<String, SyntaxError> {
        let key = match self.token() {
            Some(Token::Name(name)) => name.clone(),
            Some(Token::Mark(word)) if word.chars().all(|letter| letter.is_ascii_alphabetic()) => {
                (*word).to_owned()
            }
            Some(Token::Number(number)) => number.to_string(),
            _ => return Err(self.unexpected("a name is missing")),
        };
        self.next += 1;
        Ok(key)
    }

    fn filter(&mut self, value: Expr) -> Result<Expr, SyntaxError> {
        let at = self.at();
        let name = self.name()?;
        let arguments = match self.takes("(") {
            true => self.arguments()?,
            false => Arguments::default(),
        };
        Ok(Expr::Filter {
            value: Box::new(value),
            name,
            arguments,
            at,
        })
    }

    /// Arguments after their opening bracket.
    fn arguments(&mut self) -> Result<Arguments, SyntaxError> {
        let mut arguments = Arguments::default();
        while !self.takes(")") {
            let next = self.words.get(self.next + 1).map(|word| &word.token);
            match (self.token(), next) {
                (Some(Token::Name(name)), Some(Token::Mark("="))) => {
                    let name = name.clone();
                    self.next += 2;
                    arguments.named.push((name, self.expression()?));
                }
                _ => arguments.positional.push(self.expression()?),
            }
            if !self.takes(",") && !self.sees(")") {
                return Err(self.unexpected("`,` or `)` is missing"));
            }
        }
        Ok(arguments)
    }

    fn primary(&mut self) -> Result<Expr, SyntaxError> {
        let at = self.at();
        let Some(token) = self.token().cloned() else {
            return Err(self.unexpected("a value is missing"));
        };
        self.next += 1;
        match token {
            Token::Text(text) => Ok(Expr::Text(text)),
            Token::Number(number) => Ok(Expr::Number(number)),
            Token::Name(name) => Ok(match name.as_str() {
                "true" | "True" => Expr::Bool(true),
                "false" | "False" => Expr::Bool(false),
                "none" | "None" | "null" => Expr::Null,
                "undefined" => Expr::Undefined,
                _ => Expr::Name { name, at },
            }),
            Token::Mark("(") => {
                let value = self.expression()?;
                self.expect(")")?;
                Ok(value)
            }
            Token::Mark("[") => self.list(),
            Token::Mark("{") => self.map(),
            Token::Mark(_) => {
                self.next -= 1;
                Err(self.unexpected("a value is missing"))
            }
        }
    }

    fn list(&mut self) -> Result<Expr, SyntaxError> {
        let mut items = Vec::new();
        while !self.takes("]") {
            items.push(self.expression()?);
            if !self.takes(",") && !self.sees("]") {
                return Err(self.unexpected("`,` or `]` is missing"));
            }
        }
        Ok(Expr::List(items))
    }

    fn map(&mut self) -> Result<Expr, SyntaxError> {
        let mut pairs = Vec::new();
        while !self.takes("}") {
            let key = match self.token() {
                Some(Token::Name(name)) => {
                    let name = name.clone();
                    self.next += 1;
                    Expr::Text(name)
                }
                _ => self.primary()?,
            };
            self.expect(":")?;
            pairs.push((key, self.expression()?));
            if !self.takes(",") && !self.sees("}") {
                return Err(self.unexpected("`,` or `}` is missing"));
            }
        }
        Ok(Expr::Map(pairs))
    }
}
