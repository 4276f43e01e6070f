//! How Quayside grows: the same business again for another country or brand, each a market with its own systems,
//! teams and cluster. Market 0 is home and has no prefix. Data and naming only.

#[rustfmt::skip]
const COUNTRIES: [(&str, &str); 40] = [
    ("de", "Germany"), ("fr", "France"), ("es", "Spain"), ("pl", "Poland"), ("it", "Italy"), ("uk", "United Kingdom"),
    ("se", "Sweden"), ("tr", "Türkiye"), ("in", "India"), ("jp", "Japan"), ("br", "Brazil"), ("mx", "Mexico"),
    ("kr", "Korea"), ("vn", "Vietnam"), ("ng", "Nigeria"), ("ie", "Ireland"), ("pt", "Portugal"), ("cz", "Czechia"),
    ("gr", "Greece"), ("ua", "Ukraine"), ("id", "Indonesia"), ("be", "Belgium"), ("at", "Austria"), ("ch", "Switzerland"),
    ("dk", "Denmark"), ("fi", "Finland"), ("no", "Norway"), ("ro", "Romania"), ("hu", "Hungary"), ("eg", "Egypt"),
    ("ma", "Morocco"), ("ke", "Kenya"), ("za", "South Africa"), ("ar", "Argentina"), ("cl", "Chile"), ("co", "Colombia"),
    ("ca", "Canada"), ("au", "Australia"), ("th", "Thailand"), ("ph", "Philippines"),
];

#[rustfmt::skip]
const BRANDS: [(&str, &str); 12] = [
    ("", "Quayside"), ("fashion", "Hemline"), ("garden", "Spade & Seed"), ("grocer", "Larder"), ("kids", "Puddle"),
    ("books", "Dogear"), ("sports", "Second Wind"), ("home", "Mantelpiece"), ("auto", "Gasket"), ("pets", "Good Boy"),
    ("music", "Offbeat"), ("pharma", "Apothecary"),
];

pub(super) struct Market {
    pub index: usize,
    /// Starts the names of all that belongs here; ends in `-`, or is empty at home.
    pub prefix: String,
    pub title: String,
    /// The group above this market's own.
    pub division: (String, String),
}

/// The name and title of the group of all markets of a brand.
fn division(brand: (&str, &str)) -> (String, String) {
    match brand {
        ("", _) => ("international".into(), "Quayside International".into()),
        (name, title) => (format!("{name}-division"), title.into()),
    }
}

pub(super) fn market(index: usize) -> Market {
    let Some(place) = index.checked_sub(1) else {
        return Market {
            index,
            prefix: String::new(),
            title: "Quayside".into(),
            division: division(BRANDS[0]),
        };
    };
    let (code, country) = COUNTRIES[place % COUNTRIES.len()];
    let brand = BRANDS[place / COUNTRIES.len() % BRANDS.len()];
    // When every brand is in every country, a market is split into cells.
    let cell = place / (COUNTRIES.len() * BRANDS.len());
    let start = if brand.0.is_empty() {
        String::new()
    } else {
        format!("{}-", brand.0)
    };
    let end = if cell == 0 {
        String::new()
    } else {
        format!("c{}-", cell + 1)
    };
    let number = if cell == 0 {
        String::new()
    } else {
        format!(", cell {}", cell + 1)
    };
    Market {
        index,
        prefix: format!("{start}{code}-{end}"),
        title: format!("{} {country}{number}", brand.1),
        division: division(brand),
    }
}

/// The divisions of a company with so many markets besides home, with the first market of each.
pub(super) fn divisions(markets: usize) -> impl Iterator<Item = (usize, (String, String))> {
    let first = |brand: usize| 1 + brand * COUNTRIES.len();
    (0..BRANDS.len())
        .map(move |brand| (first(brand), division(BRANDS[brand])))
        .take_while(move |(at, _)| *at <= markets)
}
