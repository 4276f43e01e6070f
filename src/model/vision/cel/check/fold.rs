//! The macros that go through lists: the parser writes them out as loops, and they are known again by their shape.

use cel::common::ast::{ComprehensionExpr, Expr as Tree, IdedExpr, LiteralValue, operators};

use super::super::expr::{Expr, Fold, Sort};
use super::super::types::Type;
use super::Checker;

/// What stands in the macro: how it goes, what it asks of each, and what it makes of each.
struct Shape<'t> {
    sort: Sort,
    body: &'t IdedExpr,
    filter: Option<&'t IdedExpr>,
}

impl Checker<'_> {
    pub(super) fn fold(&mut self, id: u64, fold: &ComprehensionExpr) -> (Expr, Type) {
        let over = self.part(&fold.iter_range);
        let item = match &over.type_ {
            Type::Dyn => Type::Dyn,
            Type::List(item) => (**item).clone(),
            Type::Map(key, _) => (**key).clone(),
            other => {
                let message = format!(
                    "This goes through lists and maps, not through {}.",
                    other.article()
                );
                self.report(self.places.call(id), message);
                Type::Dyn
            }
        };
        let Some(shape) = shape(fold) else {
            return self.refuse(self.places.call(id), "This macro is not known.");
        };
        self.variables.push((fold.iter_var.clone(), item.clone()));
        let filter = shape.filter.map(|filter| {
            let part = self.part(filter);
            self.want_bool("The test", &part);
            part.expr
        });
        let body = self.part(shape.body);
        self.variables.pop();
        let type_ = match shape.sort {
            Sort::Map => Type::list(body.type_),
            sort => {
                self.want_bool("The test", &body);
                match sort {
                    Sort::Filter => Type::list(item),
                    _ => Type::Bool,
                }
            }
        };
        let fold = Fold {
            over: over.expr,
            sort: shape.sort,
            body: body.expr,
            filter,
        };
        (Expr::Fold(Box::new(fold)), type_)
    }
}

fn shape(fold: &ComprehensionExpr) -> Option<Shape<'_>> {
    let Tree::Call(step) = &fold.loop_step.expr else {
        return None;
    };
    let test = |sort, body| {
        Some(Shape {
            sort,
            body,
            filter: None,
        })
    };
    match (
        &fold.accu_init.expr,
        step.func_name.as_str(),
        step.args.as_slice(),
    ) {
        (Tree::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_AND, [_, body]) => test(Sort::All, body),
        (Tree::Literal(LiteralValue::Boolean(_)), operators::LOGICAL_OR, [_, body]) => {
            test(Sort::Exists, body)
        }
        (Tree::Literal(LiteralValue::Int(_)), operators::CONDITIONAL, [body, _, _]) => {
            test(Sort::ExistsOne, body)
        }
        (Tree::List(_), operators::ADD, [_, made]) => test(Sort::Map, only(made)?),
        (Tree::List(_), operators::CONDITIONAL, [filter, made, _]) => {
            let Tree::Call(add) = &made.expr else { return None };
            let body = only(add.args.get(1)?)?;
            match &body.expr {
                Tree::Ident(name) if *name == fold.iter_var => test(Sort::Filter, filter),
                _ => Some(Shape {
                    sort: Sort::Map,
                    body,
                    filter: Some(filter),
                }),
            }
        }
        _ => None,
    }
}

/// The only item of a list.
fn only(tree: &IdedExpr) -> Option<&IdedExpr> {
    match &tree.expr {
        Tree::List(list) => list.elements.first(),
        _ => None,
    }
}
