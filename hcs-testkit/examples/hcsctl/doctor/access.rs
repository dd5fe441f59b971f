//! Who may use a file, as its security descriptor says in text (SDDL).

/// `NT VIRTUAL MACHINE\Virtual Machines`: all of them.
const ALL_VMS: &str = "S-1-5-83-0";
/// Everyone, as a security descriptor abbreviates it.
const EVERYONE: &str = "WD";

/// The security identifier of a virtual machine's account: its GUID in four numbers.
pub(super) fn account(guid: &str) -> Option<String> {
    let digits: String = guid.trim_matches(['{', '}']).split('-').collect();
    if digits.len() != 32 || guid.matches('-').count() != 4 {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..16)
        .map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok())
        .collect();
    let mut bytes: [u8; 16] = bytes?.try_into().ok()?;
    // Its first three parts lie in memory with their lowest bytes first.
    bytes[..4].reverse();
    bytes[4..6].reverse();
    bytes[6..8].reverse();
    let mut account = String::from("S-1-5-83-1");
    for part in bytes.chunks_exact(4) {
        let number = u32::from_le_bytes(part.try_into().ok()?);
        account.push_str(&format!("-{number}"));
    }
    Some(account)
}

/// Whether the descriptor lets a virtual machine with this account read the file.
pub(super) fn allows(descriptor: &str, account: &str) -> bool {
    let Some((_, entries)) = descriptor.split_once("D:") else {
        // No list at all keeps nobody out.
        return true;
    };
    let mut allowed = false;
    for entry in entries.split('(').skip(1) {
        let entry = entry.split(')').next().unwrap_or_default();
        let parts: Vec<&str> = entry.split(';').collect();
        let [kind, flags, rights, _, _, who, ..] = parts[..] else {
            continue;
        };
        let is_its = [account, ALL_VMS, EVERYONE].contains(&who);
        // Inherit-only entries are for what is in a directory.
        if !is_its || flags.contains("IO") || !reads(rights) {
            continue;
        }
        match kind {
            "D" => return false,
            "A" => allowed = true,
            _ => {}
        }
    }
    allowed
}

/// Whether rights, as text, have the right to read in them.
fn reads(rights: &str) -> bool {
    const READ_DATA: u32 = 1;
    const GENERIC: u32 = 0x9000_0000; // GENERIC_READ, GENERIC_ALL
    if let Some(hex) = rights.strip_prefix("0x") {
        return u32::from_str_radix(hex, 16).is_ok_and(|mask| mask & (READ_DATA | GENERIC) != 0);
    }
    let pairs = rights.as_bytes().chunks(2);
    pairs
        .into_iter()
        .any(|pair| matches!(pair, b"FA" | b"FR" | b"GA" | b"GR" | b"CC"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "01020304-0506-0708-090a-0b0c0d0e0f10";

    #[test]
    fn an_account_is_the_guid_in_four_numbers() {
        let numbers = [0x0102_0304_u32, 0x0708_0506, 0x0c0b_0a09, 0x100f_0e0d];
        let [a, b, c, d] = numbers;
        let expected = format!("S-1-5-83-1-{a}-{b}-{c}-{d}");
        assert_eq!(account(GUID), Some(expected.clone()));
        assert_eq!(account(&format!("{{{GUID}}}")), Some(expected));
        assert_eq!(account("build-agent"), None);
        assert_eq!(account("é1020304-0506-0708-090a-0b0c0d0e0f1"), None);
    }

    #[test]
    fn an_entry_counts_for_whom_it_is_and_for_what_it_gives() {
        let who = account(GUID).unwrap();
        let yes = |entries: &str| allows(&format!("D:AI{entries}"), &who);
        assert!(yes(&format!("(A;;FA;;;BA)(A;ID;0x12019f;;;{who})")));
        assert!(yes("(A;ID;FR;;;S-1-5-83-0)"));
        assert!(!yes("(A;ID;FA;;;BA)(A;;FA;;;SY)"));
        assert!(!yes(&format!("(D;;FA;;;{who})(A;;FA;;;WD)")));
        assert!(!yes(&format!("(A;OICIIO;FA;;;{who})")));
        assert!(!yes(&format!("(A;;0x100000;;;{who})")));
        assert!(!yes(&format!("(A;;FA;;;{who}9)")));
        assert!(allows("O:BAG:BA", &who));
    }
}
