use super::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

fn sample() -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 8, 2));
    buffer.set_string(
        0,
        0,
        "日本 <ok",
        Style::new().fg(Color::Green).add_modifier(Modifier::BOLD),
    );
    buffer.set_string(0, 1, "│ab", Style::new().add_modifier(Modifier::REVERSED));
    buffer
}

#[test]
fn text_has_each_wide_character_once() {
    assert_eq!(text(&sample()), "日本 <ok\n│ab\n");
}

#[test]
fn ansi_sets_a_style_once_for_a_run() {
    let expected = "\u{1b}[0;1;32m日本 <ok\u{1b}[0m\n\u{1b}[0;7m│ab\u{1b}[0m     \u{1b}[0m\n";
    assert_eq!(ansi(&sample()), expected);
}

#[test]
fn svg_places_wide_characters_over_two_columns() {
    let picture = svg(&sample(), "a & b", &Palette::default());
    for part in [
        "<title>a &amp; b</title>",
        "<text x=\"0.0\" y=\"13.6\" fill=\"#8fc97a\" textLength=\"16.8\" lengthAdjust=\"spacingAndGlyphs\" font-weight=\"bold\">日</text>",
        "<text x=\"42.0\" y=\"13.6\" fill=\"#8fc97a\" textLength=\"25.2\" lengthAdjust=\"spacing\" font-weight=\"bold\">&lt;ok</text>",
        "<rect x=\"0.0\" y=\"18.0\" width=\"25.2\" height=\"18\" fill=\"#d5dae3\"/>",
        "<path d=\"M4.2 27.0L4.2 18.0M4.2 27.0L4.2 36.0\" stroke=\"#16181d\"/>",
    ] {
        assert!(picture.contains(part), "{part}\n{picture}");
    }
}
