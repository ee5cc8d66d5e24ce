//! Regular expressions, as Go reads them.

use std::fmt;

/// What keeps a text from being a regular expression. Shown, it continues "… : ".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegexFault<'r> {
    /// `*`, `+`, `?` or `{n}` with nothing before it.
    NothingToRepeat(&'r str),
    /// One repetition directly on another, such as `a**`.
    Nested(&'r str),
    /// A repetition such as `{2,1}`, or one of more than 1000 times.
    Count(&'r str),
    /// `(` without `)`.
    OpenGroup,
    /// `)` without `(`.
    ClosedGroup,
    /// `[` without `]`.
    OpenSet,
    /// A range whose end is before its start, or a set that is not known.
    Range(&'r str),
    /// `\` before something that has no meaning with it, such as `\1`.
    Escape(&'r str),
    /// `\` at the end.
    Backslash,
    /// `(?` with something that RE2 does not know, such as a look-ahead.
    Group(&'r str),
    /// Groups within groups, more than a thousand deep.
    Depth,
}

impl fmt::Display for RegexFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RegexFault::NothingToRepeat(op) => write!(f, "`{op}` has nothing before it to repeat"),
            RegexFault::Nested(ops) => write!(f, "`{ops}` repeats a repetition"),
            RegexFault::Count(count) => write!(f, "`{count}` is not a number of repetitions up to 1000"),
            RegexFault::OpenGroup => write!(f, "a `(` is not closed"),
            RegexFault::ClosedGroup => write!(f, "a `)` closes nothing"),
            RegexFault::OpenSet => write!(f, "a `[` is not closed"),
            RegexFault::Range(range) => write!(f, "`{range}` is not a valid set of characters"),
            RegexFault::Escape(escape) => write!(f, "`{escape}` has no meaning"),
            RegexFault::Backslash => write!(f, "it ends with a `\\`"),
            RegexFault::Group(group) => write!(f, "RE2 has no `{group}`"),
            RegexFault::Depth => write!(f, "its groups are more than a thousand deep"),
        }
    }
}

/// The most times that something may be repeated, and the depth to which groups may go.
const LIMIT: u32 = 1000;

/// The first fault of a regular expression in the syntax of RE2 (Go: `regexp.Compile`).
pub fn regex(text: &str) -> Result<(), RegexFault<'_>> {
    Reader { text, at: 0, names: Vec::new() }.read()
}

/// What is known of the group that is being read, up to here.
#[derive(Clone, Copy, Default)]
struct Group {
    /// How often the last part is repeated at most, by the repetitions in it; `None` where nothing is there
    /// to repeat.
    last: Option<u32>,
    /// The same for the most repeated part of the group.
    most: u32,
}

impl Group {
    fn push(&mut self, times: u32) {
        self.last = Some(times);
        self.most = self.most.max(times);
    }
}

struct Reader<'r> {
    text: &'r str,
    at: usize,
    names: Vec<&'r str>,
}

impl<'r> Reader<'r> {
    fn read(mut self) -> Result<(), RegexFault<'r>> {
        let (mut outer, mut group): (Vec<Group>, Group) = Default::default();
        let mut repetition: Option<usize> = None;
        while let Some(next) = self.peek() {
            let start = self.at;
            let before = repetition.take();
            match next {
                '(' => {
                    if self.opens_group()? {
                        outer.push(std::mem::take(&mut group));
                        if outer.len() > LIMIT as usize {
                            return Err(RegexFault::Depth);
                        }
                    }
                }
                ')' => {
                    self.at += 1;
                    let inner = group.most.max(1);
                    group = outer.pop().ok_or(RegexFault::ClosedGroup)?;
                    group.push(inner);
                }
                '|' => {
                    self.at += 1;
                    group.last = None;
                }
                '[' => {
                    self.set()?;
                    group.push(1);
                }
                '*' | '+' | '?' => {
                    self.at += 1;
                    self.repeated(start, before, &mut group, 1)?;
                    repetition = Some(before.unwrap_or(start));
                }
                '{' => match self.count() {
                    None => {
                        self.at += 1;
                        group.push(1);
                    }
                    Some(times) => {
                        let written = &self.text[start..self.at];
                        let times = times.ok_or(RegexFault::Count(written))?;
                        self.repeated(start, before, &mut group, times)?;
                        if group.most > LIMIT {
                            return Err(RegexFault::Count(written));
                        }
                        repetition = Some(before.unwrap_or(start));
                    }
                },
                '\\' => {
                    if self.text[start..].starts_with(r"\Q") {
                        let quoted = &self.text[start + 2..];
                        let end = quoted.find(r"\E");
                        self.at = end.map_or(self.text.len(), |end| start + 2 + end + 2);
                        if end != Some(0) && !quoted.is_empty() {
                            group.push(1);
                        }
                    } else {
                        let is_place = ['A', 'b', 'B', 'z'].contains(&self.after(1).unwrap_or(' '));
                        if is_place {
                            self.at += 2;
                        } else if !self.class()? {
                            self.escape()?;
                        }
                        group.push(1);
                    }
                }
                other => {
                    self.at += other.len_utf8();
                    group.push(1);
                }
            }
        }
        if outer.is_empty() { Ok(()) } else { Err(RegexFault::OpenGroup) }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn after(&self, characters: usize) -> Option<char> {
        self.text[self.at..].chars().nth(characters)
    }

    /// Applies a repetition that has been read, from `start`, to what is before it.
    fn repeated(
        &mut self,
        start: usize,
        before: Option<usize>,
        group: &mut Group,
        times: u32,
    ) -> Result<(), RegexFault<'r>> {
        if self.peek() == Some('?') {
            self.at += 1;
        }
        if let Some(before) = before {
            return Err(RegexFault::Nested(&self.text[before..self.at]));
        }
        let Some(last) = group.last else {
            return Err(RegexFault::NothingToRepeat(&self.text[start..self.at]));
        };
        group.push(last.saturating_mul(times.max(1)));
        Ok(())
    }

    /// Reads `{2}`, `{2,}` or `{2,3}`: how often at most, or `Some(None)` where that is too often. `None`
    /// where the brace stands for itself.
    fn count(&mut self) -> Option<Option<u32>> {
        let end = self.text[self.at..].find('}')?;
        let inner = &self.text[self.at + 1..self.at + end];
        let (least, most) = inner
            .split_once(',')
            .map_or((inner, Some(inner)), |(a, b)| (a, Some(b).filter(|b| !b.is_empty())));
        let is_number = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && (text.len() == 1 || !text.starts_with('0'))
        };
        if !is_number(least) || !most.is_none_or(is_number) {
            return None;
        }
        self.at += end + 1;
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number <= LIMIT);
        let Some(least) = number(least) else { return Some(None) };
        Some(match most {
            None => Some(least),
            Some(most) => number(most).filter(|most| *most >= least),
        })
    }

    /// Reads what begins a group, or flags such as `(?i)`, which begin none.
    fn opens_group(&mut self) -> Result<bool, RegexFault<'r>> {
        let rest = &self.text[self.at..];
        let Some(special) = rest.strip_prefix("(?") else {
            self.at += 1;
            return Ok(true);
        };
        if let Some(named) = special.strip_prefix("P<").or_else(|| special.strip_prefix('<')) {
            let name = named.split('>').next().unwrap_or_default();
            let end = rest.len() - named.len() + name.len() + 1;
            let is_name =
                !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_name || end > rest.len() || self.names.contains(&name) {
                let shown = rest.char_indices().take(8).last().map_or(0, |(at, c)| at + c.len_utf8());
                return Err(RegexFault::Group(&rest[..end.min(shown)]));
            }
            self.names.push(name);
            self.at += end;
            return Ok(true);
        }
        let (mut negated, mut flags) = (false, 0);
        for (index, flag) in special.char_indices() {
            match flag {
                'i' | 'm' | 's' | 'U' => flags += 1,
                '-' if !negated => (negated, flags) = (true, 0),
                ':' | ')' if !negated || flags > 0 => {
                    self.at += 2 + index + 1;
                    return Ok(flag == ':');
                }
                _ => return Err(RegexFault::Group(&rest[..2 + index + flag.len_utf8()])),
            }
        }
        Err(RegexFault::OpenGroup)
    }

    /// Reads a set in brackets.
    fn set(&mut self) -> Result<(), RegexFault<'r>> {
        self.at += 1;
        if self.peek() == Some('^') {
            self.at += 1;
        }
        let mut is_first = true;
        loop {
            let start = self.at;
            match self.peek() {
                None => return Err(RegexFault::OpenSet),
                Some(']') if !is_first => {
                    self.at += 1;
                    return Ok(());
                }
                _ => {}
            }
            is_first = false;
            if self.named_class()? || self.class()? {
                continue;
            }
            let low = self.member()?;
            if self.peek() == Some('-') && self.after(1).is_some_and(|next| next != ']') {
                self.at += 1;
                if self.member()? < low {
                    return Err(RegexFault::Range(&self.text[start..self.at]));
                }
            }
        }
    }

    /// Reads a class such as `[:alpha:]` in a set.
    fn named_class(&mut self) -> Result<bool, RegexFault<'r>> {
        const NAMES: [&str; 14] = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
            "space", "upper", "word", "xdigit",
        ];
        let rest = &self.text[self.at..];
        let Some(named) = rest.strip_prefix("[:") else { return Ok(false) };
        let Some(end) = named.find(":]") else { return Ok(false) };
        let name = named[..end].strip_prefix('^').unwrap_or(&named[..end]);
        if !NAMES.contains(&name) {
            return Err(RegexFault::Range(&rest[..end + 4]));
        }
        self.at += end + 4;
        Ok(true)
    }

    /// Reads a class such as `\d` or `\p{Greek}`.
    fn class(&mut self) -> Result<bool, RegexFault<'r>> {
        let rest = &self.text[self.at..];
        let mut characters = rest.chars();
        if characters.next() != Some('\\') {
            return Ok(false);
        }
        match characters.next() {
            Some('d' | 'D' | 's' | 'S' | 'w' | 'W') => self.at += 2,
            Some('p' | 'P') => {
                let name = characters.as_str();
                let end = match name.strip_prefix('{') {
                    Some(_) => name.find('}').map(|end| end + 1),
                    None => name.chars().next().map(char::len_utf8),
                };
                let written = &rest[..2 + end.unwrap_or(name.len())];
                let inner = written[2..].trim_matches(['{', '}']).trim_start_matches('^');
                let is_short = inner.len() == 1 && !"CLMNPSZ".contains(inner);
                let is_name = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
                if end.is_none() || inner.is_empty() || is_short || !inner.bytes().all(is_name) {
                    return Err(RegexFault::Range(written));
                }
                self.at += written.len();
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Reads one character of a set.
    fn member(&mut self) -> Result<char, RegexFault<'r>> {
        match self.peek() {
            None => Err(RegexFault::OpenSet),
            Some('\\') => self.escape(),
            Some(other) => {
                self.at += other.len_utf8();
                Ok(other)
            }
        }
    }

    /// Reads one character that is written with a backslash.
    fn escape(&mut self) -> Result<char, RegexFault<'r>> {
        let rest = &self.text[self.at..];
        let escaped = self.after(1).ok_or(RegexFault::Backslash)?;
        let after = &rest[1 + escaped.len_utf8()..];
        let is_octal = |byte: &u8| (b'0'..=b'7').contains(byte);
        let fault = |length: usize| {
            let end = (length..=rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
            RegexFault::Escape(&rest[..end])
        };
        let (character, length) = match escaped {
            '0' | '1'..='7' if escaped == '0' || after.bytes().next().as_ref().is_some_and(is_octal) => {
                let digits = after.bytes().take(2).take_while(|byte| is_octal(byte)).count();
                let number = u32::from_str_radix(&rest[1..2 + digits], 8).unwrap_or(0);
                (char::from_u32(number), digits)
            }
            'x' => match after.strip_prefix('{') {
                Some(braced) => {
                    let end = braced.find('}').ok_or_else(|| fault(3))?;
                    let number = hexadecimal(&braced[..end]);
                    // A code that is not a character of its own is one of the replacements.
                    let character = number.filter(|number| *number <= 0x10_FFFF);
                    (character.map(|number| char::from_u32(number).unwrap_or('\u{fffd}')), end + 2)
                }
                None => {
                    let digits = after.get(..2).ok_or_else(|| fault(2))?;
                    (hexadecimal(digits).and_then(char::from_u32), 2)
                }
            },
            'a' => (Some('\x07'), 0),
            'f' => (Some('\x0c'), 0),
            'n' => (Some('\n'), 0),
            'r' => (Some('\r'), 0),
            't' => (Some('\t'), 0),
            'v' => (Some('\x0b'), 0),
            other if other.is_ascii() && !other.is_ascii_alphanumeric() => (Some(other), 0),
            _ => (None, 0),
        };
        let character = character.ok_or_else(|| fault(1 + escaped.len_utf8() + length))?;
        self.at += 1 + escaped.len_utf8() + length;
        Ok(character)
    }
}

fn hexadecimal(digits: &str) -> Option<u32> {
    let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hexadecimal.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
}
