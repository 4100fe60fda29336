//! Measures as a reader writes them: arithmetic over named quantities and functions.
//!
//! What the names and functions mean is not known here: a measure is read once, and then
//! understood as a quantity of a history ([`super::quantity`]) or as a statistic over
//! histories ([`super::statistic`]).

use crate::scenario::Month;

/// A measure as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(f64),
    /// A name, which may have parts: `words.usa`.
    Name(String),
    /// A calendar month, in single quotes: `'2004-12'`.
    Month(Month),
    /// The opposite.
    Negative(Box<Expression>),
    /// Two with an operator between them.
    Binary(Operator, Box<Expression>, Box<Expression>),
    /// `function(arguments | worlds)`.
    Call {
        /// The function.
        function: String,
        /// What it is given.
        arguments: Vec<Expression>,
        /// The worlds it looks at, if it says so.
        worlds: Vec<String>,
    },
}

/// What stands between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Sum.
    Add,
    /// Difference.
    Subtract,
    /// Product.
    Multiply,
    /// Ratio.
    Divide,
    /// 1 if less, else 0.
    Less,
    /// 1 if more, else 0.
    More,
    /// 1 if at most, else 0.
    AtMost,
    /// 1 if at least, else 0.
    AtLeast,
}

impl Operator {
    /// The operator between two numbers. A comparison with a missing value (NaN) is missing.
    pub fn apply(self, left: f64, right: f64) -> f64 {
        let truth = |holds: bool| if left.is_nan() || right.is_nan() { f64::NAN } else { f64::from(holds) };
        match self {
            Self::Add => left + right,
            Self::Subtract => left - right,
            Self::Multiply => left * right,
            Self::Divide => left / right,
            Self::Less => truth(left < right),
            Self::More => truth(left > right),
            Self::AtMost => truth(left <= right),
            Self::AtLeast => truth(left >= right),
        }
    }
}

/// Why a measure cannot be understood, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misread {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Misread {
    /// A reason with its remedy.
    pub fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: remedy.into() }
    }
}

/// Longest measure, in bytes: what is longer is better named in parts.
const MAX_BYTES: usize = 4096;

/// Deepest nesting: each level takes room on the stack, and files come from anywhere.
const DEEPEST: usize = 32;

/// Reads a measure.
///
/// # Errors
/// When it is no measure; the message says from where on.
pub fn parse(text: &str) -> Result<Expression, Misread> {
    if text.len() > MAX_BYTES {
        return Err(Misread::new(format!("is longer than {MAX_BYTES} bytes"), "name parts of it under [quantities]"));
    }
    let mut parser = Parser { text, at: 0, depth: 0 };
    let expression = parser.comparison()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.wrong("expected an operator or the end")),
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The next character that is not blank.
    fn peek(&mut self) -> Option<char> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        self.rest().chars().next()
    }

    fn take(&mut self, token: &str) -> bool {
        self.peek();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn wrong(&mut self, message: &str) -> Misread {
        let place = match self.peek() {
            None => "at the end".to_string(),
            Some(_) => format!("at `{}`", self.rest().chars().take(20).collect::<String>()),
        };
        Misread::new(format!("is no measure: {message} {place}"), "for example: relative(adequacy | no_veto)")
    }

    fn comparison(&mut self) -> Result<Expression, Misread> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Misread::new(
                format!("is nested deeper than {DEEPEST}"),
                "name parts of it under [quantities]",
            ));
        }
        let left = self.sum()?;
        let operators =
            [("<=", Operator::AtMost), (">=", Operator::AtLeast), ("<", Operator::Less), (">", Operator::More)];
        let expression = match operators.into_iter().find(|(token, _)| self.take(token)) {
            Some((_, operator)) => Expression::Binary(operator, Box::new(left), Box::new(self.sum()?)),
            None => left,
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn sum(&mut self) -> Result<Expression, Misread> {
        let mut left = self.product()?;
        while let Some(operator) = self.operator([("+", Operator::Add), ("-", Operator::Subtract)]) {
            left = Expression::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Expression, Misread> {
        let mut left = self.unary()?;
        while let Some(operator) = self.operator([("*", Operator::Multiply), ("/", Operator::Divide)]) {
            left = Expression::Binary(operator, Box::new(left), Box::new(self.unary()?));
        }
        Ok(left)
    }

    fn operator(&mut self, operators: [(&str, Operator); 2]) -> Option<Operator> {
        operators.into_iter().find(|(token, _)| self.take(token)).map(|(_, operator)| operator)
    }

    fn unary(&mut self) -> Result<Expression, Misread> {
        let mut negative = false;
        while self.take("-") {
            negative = !negative;
        }
        let atom = self.atom()?;
        Ok(if negative { Expression::Negative(Box::new(atom)) } else { atom })
    }

    fn atom(&mut self) -> Result<Expression, Misread> {
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let inner = self.comparison()?;
                if self.take(")") { Ok(inner) } else { Err(self.wrong("expected `)`")) }
            }
            Some('\'') => self.month(),
            Some(first) if first.is_ascii_digit() => self.number(),
            Some(first) if first.is_ascii_alphabetic() => {
                let name = self.name();
                if self.take("(") { self.call(name) } else { Ok(Expression::Name(name)) }
            }
            _ => Err(self.wrong("expected a number, a name or `(`")),
        }
    }

    fn month(&mut self) -> Result<Expression, Misread> {
        let quoted = self.rest()[1..].split_once('\'').map(|(month, _)| month.to_string());
        let month = quoted.as_deref().and_then(|month| month.parse::<Month>().ok());
        let month = month.ok_or_else(|| self.wrong("expected a month such as '2004-12'"))?;
        self.at += "'2004-12'".len();
        Ok(Expression::Month(month))
    }

    fn number(&mut self) -> Result<Expression, Misread> {
        let digits = self.rest().find(|next: char| !(next.is_ascii_digit() || next == '.' || next == '_'));
        let mut end = digits.unwrap_or(self.rest().len());
        if let Some(power) = self.rest()[end..].strip_prefix(['e', 'E']) {
            let unsigned = power.strip_prefix(['+', '-']).unwrap_or(power);
            let digits = unsigned.find(|next: char| !next.is_ascii_digit()).unwrap_or(unsigned.len());
            end += 1 + (power.len() - unsigned.len()) + digits;
        }
        let written = self.rest()[..end].replace('_', "");
        let number = written.parse::<f64>().ok().filter(|number| number.is_finite());
        let number = number.ok_or_else(|| self.wrong("expected a number"))?;
        self.at += end;
        Ok(Expression::Number(number))
    }

    fn name(&mut self) -> String {
        let end = self.rest().find(|next: char| !(next.is_alphanumeric() || matches!(next, '_' | '-' | '.')));
        // A name may hold a hyphen, as ids may; a difference is written with blanks around its sign.
        let name = self.rest()[..end.unwrap_or(self.rest().len())].trim_end_matches(['-', '.']).to_string();
        self.at += name.len();
        name
    }

    fn call(&mut self, function: String) -> Result<Expression, Misread> {
        let mut arguments = vec![self.comparison()?];
        while self.take(",") {
            arguments.push(self.comparison()?);
        }
        let mut worlds = Vec::new();
        if self.take("|") {
            loop {
                match self.peek() {
                    Some(first) if first.is_ascii_alphabetic() => worlds.push(self.name()),
                    _ => return Err(self.wrong("expected the name of a world")),
                }
                if !self.take(",") {
                    break;
                }
            }
        }
        if !self.take(")") {
            return Err(self.wrong("expected `,`, `|` or `)`"));
        }
        Ok(Expression::Call { function, arguments, worlds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> f64 {
        fn of(expression: &Expression) -> f64 {
            match expression {
                Expression::Number(number) => *number,
                Expression::Negative(inner) => -of(inner),
                Expression::Binary(operator, left, right) => operator.apply(of(left), of(right)),
                other => panic!("{other:?}"),
            }
        }
        of(&parse(text).unwrap())
    }

    #[test]
    fn products_bind_before_sums_and_sums_before_comparisons() {
        assert_eq!(value("1 + 2 * 3 - 8 / 4 / 2"), 6.0);
        assert_eq!(value("-(1 + 2) * -2e-1"), 3.0 * 0.2);
        assert_eq!((value("1 + 1 > 1"), value("2 * 2 <= 3"), value("10 - 2 - 3")), (1.0, 0.0, 5.0));
        assert!(Operator::Less.apply(f64::NAN, 1.0).is_nan());
    }

    #[test]
    fn a_call_has_arguments_and_worlds() {
        let call = parse("effect(words.usa - a-b, 3 | no_veto, base)").unwrap();
        let Expression::Call { function, arguments, worlds } = call else { panic!() };
        assert_eq!((function.as_str(), arguments.len(), worlds), ("effect", 2, vec!["no_veto".into(), "base".into()]));
        let name = |name: &str| Box::new(Expression::Name(name.into()));
        assert_eq!(arguments[0], Expression::Binary(Operator::Subtract, name("words.usa"), name("a-b")));
    }

    #[test]
    fn a_month_stands_in_single_quotes() {
        let Expression::Call { arguments, .. } = parse("at(need, '2004-02')").unwrap() else { panic!() };
        assert_eq!(arguments[1], Expression::Month("2004-02".parse().unwrap()));
    }

    #[test]
    fn what_is_no_measure_is_refused_with_the_place() {
        for (text, place) in [
            ("", "at the end"),
            ("mean(x", "at the end"),
            ("1 + ", "at the end"),
            ("mean(x | )", "at `)`"),
            ("a b", "at `b`"),
            ("1.2.3", "at `1.2.3`"),
            ("é", "at `é`"),
            ("at(x, '2004-13')", "a month such as '2004-12' at `'2004-13')`"),
            ("'2004", "at `'2004`"),
        ] {
            let misread = parse(text).unwrap_err();
            assert!(misread.message.contains(place), "{text}: {}", misread.message);
        }
        assert!(parse(&"(".repeat(5000)).is_err() && parse(&"(".repeat(100)).unwrap_err().message.contains("deeper"));
    }
}
