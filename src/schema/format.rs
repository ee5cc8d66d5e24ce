//! The forms of texts, as the API server checks them.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Format;

impl Format {
    /// Whether a text has this form.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Format::Byte => crate::text::base64(text.as_bytes()).is_some(),
            Format::DateTime => is_date_time(text),
            Format::Duration => crate::text::duration(text).is_some(),
            Format::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Format::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Format::Cidr => crate::text::Subnet::read(text).is_some(),
        }
    }

    /// The form in words.
    pub fn name(self) -> &'static str {
        match self {
            Format::Byte => "Base64",
            Format::DateTime => "a time such as 2026-01-31T12:00:00Z",
            Format::Duration => "a duration such as 1m30s",
            Format::Ipv4 => "an IPv4 address",
            Format::Ipv6 => "an IPv6 address",
            Format::Cidr => "a range of addresses such as 10.0.0.0/8",
        }
    }
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let end = time.find(['Z', 'z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(end);
    let whole = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let fraction = clock.split_once('.').map_or("0", |(_, fraction)| fraction);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shape = |text: &str, separator: char, lengths: [usize; 3], limits: [[u32; 2]; 3]| {
        let parts: Vec<&str> = text.split(separator).collect();
        parts.len() == 3
            && parts.iter().zip(lengths).zip(limits).all(|((part, length), [least, most])| {
                let in_range = part.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number));
                part.len() == length && digits(part) && in_range
            })
    };
    let zone_fits = match zone.strip_prefix(['+', '-']) {
        Some(offset) => shape(&format!("{offset}:00"), ':', [2, 2, 2], [[0, 23], [0, 59], [0, 0]]),
        None => zone.eq_ignore_ascii_case("z"),
    };
    shape(date, '-', [4, 2, 2], [[0, 9999], [1, 12], [1, 31]])
        && shape(whole, ':', [2, 2, 2], [[0, 23], [0, 59], [0, 60]])
        && digits(fraction)
        && zone_fits
}

#[cfg(test)]
mod tests {
    use super::Format;

    #[test]
    fn forms() {
        let cases = [
            (Format::Byte, &["", "aGk=", "aGVs\nbG8h"][..], &["a", "aGk", "a===", "aG-="][..]),
            (Format::Ipv4, &["10.0.0.1"], &["10.0.0", "10.0.0.256", "::1", "010.0.0.1"]),
            (Format::Ipv6, &["::1", "2001:db8::"], &["10.0.0.1", "[::1]", ":::"]),
            (Format::Cidr, &["10.0.0.0/8", "::/0"], &["10.0.0.0", "10.0.0.0/33", "10.0.0.0/08", "x/8"]),
            (
                Format::DateTime,
                &["2026-01-31T12:00:00Z", "2026-01-31t12:00:00.5+02:00"],
                &["2026-01-31", "2026-13-31T12:00:00Z", "2026-01-31 12:00:00Z", "2026-01-31T12:00:00"],
            ),
            (Format::Duration, &["1s", "1m30s", "1.5h", "-1ms"], &["1", "", "1 s", "1d"]),
        ];
        for (format, good, bad) in cases {
            good.iter().for_each(|text| assert!(format.fits(text), "{format:?} {text}"));
            bad.iter().for_each(|text| assert!(!format.fits(text), "{format:?} {text}"));
        }
    }
}
