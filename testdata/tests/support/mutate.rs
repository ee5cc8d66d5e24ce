//! Small damage to a text, as it comes from slips, bad merges, broken tools and hostile hands.

use super::random::Random;

/// What means something in YAML, in templates or to a terminal.
const TOKENS: [&str; 62] = [
    "---",
    "\n---\n",
    "\n--- x\n",
    "\n---\t# c\n",
    "\n...\n",
    "- ",
    "\n- ",
    ": ",
    ":",
    "{",
    "}",
    "[",
    "]",
    "{}",
    "[]",
    ", ",
    "&a",
    "&a ",
    "*a",
    "*",
    "<<: *a\n",
    "<<: ",
    "!!",
    "!!str ",
    "!!binary ",
    "!x ",
    "|",
    "|+\n",
    "|2-\n",
    ">",
    ">-\n",
    "? ",
    "\"",
    "'",
    "\\",
    "\\u12",
    "\\x",
    "#",
    " #",
    "%YAML 1.2\n",
    "%",
    "@",
    "`",
    "~",
    "null",
    "\t",
    "\n\t",
    "\u{feff}",
    "\0",
    "{{",
    "{{ .Values.x }}",
    "}}",
    "\r",
    "\r\n",
    "\u{2028}",
    "\u{85}",
    "\u{1b}[31m",
    "\u{202e}",
    "e\u{301}世界👩\u{200d}👧",
    "0777",
    "on",
    "kind: List\nitems:\n- ",
];

/// Damages a text in one to four places. `other` lends what is spliced in.
pub fn mutate(random: &mut Random, text: &[u8], other: &[u8]) -> Vec<u8> {
    let mut text = text.to_vec();
    for _ in 0..=random.below(4) {
        match random.below(12) {
            0 => flip(random, &mut text),
            1 => drop(text.drain(random.range(text.len(), 40))),
            2 => repeat(random, &mut text, 1),
            3 => swap_lines(random, &mut text),
            4 | 5 => indent(random, &mut text),
            6 => splice(random, &mut text, other),
            7 | 8 => insert(random, &mut text),
            9 => text.truncate(random.below(text.len() + 1)),
            10 => delete_line(random, &mut text),
            _ => {
                let times = 1 + random.below(60);
                repeat(random, &mut text, times);
            }
        }
    }
    text
}

fn flip(random: &mut Random, text: &mut [u8]) {
    if text.is_empty() {
        return;
    }
    let at = random.below(text.len());
    text[at] = match random.below(3) {
        0 => text[at] ^ (1 << random.below(8)),
        1 => *random.pick(b":-{}[]&*!|>'\"%@`#,?\t \n\r\\"),
        _ => random.any() as u8,
    };
}

fn repeat(random: &mut Random, text: &mut Vec<u8>, times: usize) {
    let range = if random.once_in(2) {
        let lines = lines(text);
        let first = random.below(lines.len());
        let last = (first + random.below(8)).min(lines.len() - 1);
        lines[first].start..lines[last].end
    } else {
        random.range(text.len(), 80)
    };
    let copy = text[range.clone()].repeat(times);
    text.splice(range.end..range.end, copy);
}

fn insert(random: &mut Random, text: &mut Vec<u8>) {
    let token = *random.pick(&TOKENS);
    let at = match random.below(3) {
        0 => random.below(text.len() + 1),
        // Where a value or a line begins, a token does the most.
        1 => random.pick(&lines(text)).start,
        _ => {
            let line = random.pick(&lines(text)).clone();
            let colon = text[line.clone()].iter().position(|&byte| byte == b':');
            colon.map_or(line.start, |at| (line.start + at + 2).min(line.end))
        }
    };
    text.splice(at..at, token.bytes());
}

fn splice(random: &mut Random, text: &mut Vec<u8>, other: &[u8]) {
    if random.once_in(2) {
        text.truncate(random.below(text.len() + 1));
        text.extend_from_slice(&other[random.below(other.len() + 1)..]);
    } else {
        let at = random.pick(&lines(text)).start;
        let part = other[random.range(other.len(), 400)].to_vec();
        text.splice(at..at, part);
    }
}

fn swap_lines(random: &mut Random, text: &mut Vec<u8>) {
    let lines = lines(text);
    let (a, b) = (random.below(lines.len()), random.below(lines.len()));
    let mut order: Vec<usize> = (0..lines.len()).collect();
    order.swap(a, b);
    *text = order.into_iter().flat_map(|index| text[lines[index].clone()].to_vec()).collect();
}

fn delete_line(random: &mut Random, text: &mut Vec<u8>) {
    let line = random.pick(&lines(text)).clone();
    text.drain(line);
}

fn indent(random: &mut Random, text: &mut Vec<u8>) {
    let lines = lines(text);
    let first = random.below(lines.len());
    let count = 1 + random.below(5);
    let by = 1 + random.below(4);
    let outwards = random.once_in(2);
    for line in lines[first..(first + count).min(lines.len())].iter().rev() {
        if outwards {
            let spaces = text[line.clone()].iter().take(by).take_while(|&&byte| byte == b' ').count();
            text.drain(line.start..line.start + spaces);
        } else {
            text.splice(line.start..line.start, std::iter::repeat_n(b' ', by));
        }
    }
}

/// The lines with their line breaks; at least one.
fn lines(text: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        lines.push(start..start + line.len());
        start += line.len();
    }
    if lines.is_empty() {
        lines.push(0..0);
    }
    lines
}
