use super::*;
use ratatui::style::Color;

fn own(text: &str) -> (Themes, Vec<ThemeError>) {
    Themes::load(&[("mine".to_owned(), text.to_owned())])
}

#[test]
fn every_embedded_theme_parses() {
    let (themes, errors) = Themes::load(&[]);
    assert_eq!(errors, []);
    assert_eq!(
        themes.names(),
        ["terminal", "dark", "light", "clear-dark", "clear-light"]
    );
}

#[test]
fn a_theme_says_only_what_is_different() {
    let (themes, errors) = own(
        "inherits = \"dark\"\n[palette]\ngrass = \"#00ff00\"\n[roles]\nok = \"grass\"\nwarn = { fg = \"208\", bold = true }\n",
    );
    assert_eq!(errors, []);
    let (mine, dark) = (themes.get("mine").unwrap(), themes.get("dark").unwrap());
    assert_eq!(mine.style(Role::Ok).fg, Some(Color::Rgb(0, 255, 0)));
    assert_eq!(mine.style(Role::Warn).fg, Some(Color::Indexed(208)));
    assert_eq!(mine.style(Role::Danger), dark.style(Role::Danger));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (text, line, column, words) in [
        ("[roles]\nok = \"gras\"\n", 2, 6, "is not a colour"),
        ("[roles]\nokay = \"green\"\n", 2, 1, "there is no role `okay`"),
        ("inherits = \"drak\"\n", 1, 12, "there is no theme `drak`"),
        (
            "[palette]\nx = \"#12345\"\n[roles]\nok = \"x\"\n",
            2,
            5,
            "`#12345` is not a colour",
        ),
        ("colour = 1\n", 1, 1, "unknown field"),
        ("[roles\n", 1, 7, ""),
    ] {
        let (_, errors) = own(text);
        let [error] = &errors[..] else {
            panic!("{text:?}: {errors:?}")
        };
        assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        assert!(error.message.contains(words), "{error}");
    }
}

#[test]
fn colours_become_those_the_terminal_has() {
    let themes = Themes::default();
    let ok = |depth| {
        themes
            .get("dark")
            .unwrap()
            .look(depth, Charset::Unicode)
            .style(Role::Ok)
    };
    assert!(matches!(ok(TermProfile::TrueColor).fg, Some(Color::Rgb(..))));
    assert!(matches!(ok(TermProfile::Ansi256).fg, Some(Color::Indexed(_))));
    assert!(!matches!(
        ok(TermProfile::Ansi16).fg,
        Some(Color::Rgb(..) | Color::Indexed(_))
    ));
    assert_eq!(ok(TermProfile::NoColor).fg, None);
}

#[test]
fn without_colours_selection_and_matches_are_still_told_apart() {
    for name in Themes::default().names() {
        let look = Themes::default()
            .get(&name)
            .unwrap()
            .look(TermProfile::NoColor, Charset::Unicode);
        assert!(
            look.style(Role::Selection)
                .add_modifier
                .contains(Modifier::REVERSED),
            "{name}"
        );
        let selected_match = look.over(look.style(Role::Selection), Role::Match).add_modifier;
        assert!(
            selected_match.contains(Modifier::REVERSED | Modifier::UNDERLINED),
            "{name}"
        );
    }
}

/// Contrast as WCAG 2 defines it: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
fn contrast(one: Color, other: Color) -> Option<f64> {
    let luminance = |colour| match colour {
        Color::Rgb(red, green, blue) => {
            let linear = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            Some(0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue))
        }
        _ => None,
    };
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

#[test]
fn text_can_be_read_on_its_background() {
    let themes = Themes::default();
    for theme in &themes.all {
        let ground = theme.style(Role::Text).bg.unwrap_or(Color::Reset);
        for (role, name, _) in ROLES {
            let style = theme.style(*role);
            let fg = style.fg.or(theme.style(Role::Text).fg).unwrap_or(Color::Reset);
            let Some(found) = contrast(fg, style.bg.unwrap_or(ground)) else {
                continue;
            };
            let needed = if matches!(role, Role::Border) { 3.0 } else { 4.5 };
            assert!(
                found >= needed,
                "{} {name}: {found:.2}, needs {needed}",
                theme.name
            );
        }
    }
}
