//! People's names from the places where such a company hires. Data, and one function that gives the n-th person a name
//! of their own. A name reads `written=login` where the written form is not plain ASCII.

/// How a culture writes the two names together.
enum Order {
    GivenFirst,
    /// Family name first, with a space or nothing in between.
    FamilyFirst(&'static str),
}

struct Culture {
    order: Order,
    given: [&'static str; 16],
    family: [&'static str; 16],
}

/// A person's name as shown, and the login made from it.
pub(super) struct Name {
    pub shown: String,
    pub login: String,
}

/// How many people can be named before middle initials are needed.
const DISTINCT: usize = CULTURES.len() * 16 * 16;

/// The name of the `index`-th person. Different people of one company have different logins.
pub(super) fn name(seed: u64, index: usize) -> Name {
    // A step that shares no factor with DISTINCT (a power of two times the number of cultures) visits all of them.
    const STEP: usize = 2_707;
    let start = (seed % DISTINCT as u64) as usize;
    let place = (start + index % DISTINCT * STEP) % DISTINCT;
    let culture = &CULTURES[place % CULTURES.len()];
    let pair = place / CULTURES.len();
    let (given, given_login) = parts(culture.given[pair % 16]);
    let (family, family_login) = parts(culture.family[pair / 16]);

    let shown = match culture.order {
        Order::GivenFirst => format!("{given} {family}"),
        Order::FamilyFirst(between) => format!("{family}{between}{given}"),
    };
    // Where others could not read a name, some people add how it is said.
    let foreign = shown
        .chars()
        .any(|character| character > '\u{36f}' && !('\u{1e00}'..='\u{1eff}').contains(&character));
    let shown = match foreign && index % 5 < 2 {
        true => format!("{shown} ({} {})", capital(&given_login), capital(&family_login)),
        false => shown,
    };
    match index / DISTINCT {
        0 => Name {
            shown,
            login: format!("{given_login}.{family_login}"),
        },
        round => Name {
            shown,
            login: format!("{given_login}.{family_login}{}", round + 1),
        },
    }
}

fn capital(login: &str) -> String {
    super::system::capitalised(login)
}

fn parts(entry: &'static str) -> (&'static str, String) {
    let (written, login) = entry.split_once('=').unwrap_or((entry, entry));
    (
        written,
        login
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase(),
    )
}

#[rustfmt::skip]
static CULTURES: [Culture; 22] = [
    Culture { // Dutch
        order: Order::GivenFirst,
        given: ["Sanne", "Daan", "Femke", "Joris", "Lotte", "Bram", "Noor", "Thijs", "Anouk", "Ruben", "Merel", "Sjoerd", "Fleur", "Wouter", "Maaike", "Jurre"],
        family: ["de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "Dekker", "Brouwer", "Hoekstra", "van Dijk", "Postma", "Kuipers", "van der Meer"],
    },
    Culture { // German
        order: Order::GivenFirst,
        given: ["Jürgen=juergen", "Annika", "Lukas", "Jörg=joerg", "Katharina", "Björn=bjoern", "Heike", "Matthias", "Sabine", "Tobias", "Käthe=kaethe", "Stefan", "Ulrike", "Moritz", "Friederike", "Henning"],
        family: ["Müller=mueller", "Schröder=schroeder", "Weiß=weiss", "Vogel", "Krüger=krueger", "Hoffmann", "Schäfer=schaefer", "Lindner", "Köhler=koehler", "Brandt", "Günther=guenther", "Albrecht", "Voß=voss", "Reinhardt", "Böhm=boehm", "Seidel"],
    },
    Culture { // French
        order: Order::GivenFirst,
        given: ["Amélie=amelie", "Baptiste", "Chloé=chloe", "Étienne=etienne", "Hélène=helene", "Julien", "Maëlle=maelle", "Rémi=remi", "Solène=solene", "Thibault", "Zoé=zoe", "François=francois", "Inès=ines", "Loïc=loic", "Margaux", "Gaël=gael"],
        family: ["Lefèvre=lefevre", "Moreau", "Girard", "Bonnet", "Fontaine", "Roussel", "Gauthier", "Chevalier", "Perrin", "Mercier", "Dupré=dupre", "Blanchard", "Renaud", "Béranger=beranger", "Carpentier", "Leclerc"],
    },
    Culture { // Spanish
        order: Order::GivenFirst,
        given: ["Begoña=begona", "Íñigo=inigo", "Lucía=lucia", "Álvaro=alvaro", "Rocío=rocio", "Javier", "Marisol", "Andrés=andres", "Ximena", "Joaquín=joaquin", "Paloma", "Rubén=ruben", "Itziar", "Gonzalo", "Inmaculada", "Sebastián=sebastian"],
        family: ["Ibáñez=ibanez", "Muñoz=munoz", "Castillo", "Navarro", "Peña=pena", "Serrano", "Domínguez=dominguez", "Vega", "Núñez=nunez", "Cabrera", "Etxeberria", "Pascual", "Gallego", "Carrasco", "Quintero", "Zúñiga=zuniga"],
    },
    Culture { // Portuguese and Brazilian
        order: Order::GivenFirst,
        given: ["João=joao", "Beatriz", "Thiago", "Conceição=conceicao", "Rafael", "Larissa", "Inês=ines", "Caetano", "Luísa=luisa", "Vinícius=vinicius", "Débora=debora", "Murilo", "Fátima=fatima", "Otávio=otavio", "Yasmin", "Nuno"],
        family: ["Araújo=araujo", "Gonçalves=goncalves", "Magalhães=magalhaes", "Teixeira", "Simões=simoes", "Barbosa", "Cardoso", "Falcão=falcao", "Nogueira", "Pinheiro", "Rezende", "Sá=sa", "Tavares", "Vasconcelos", "Moraes", "Queiroz"],
    },
    Culture { // Italian
        order: Order::GivenFirst,
        given: ["Chiara", "Niccolò=niccolo", "Giulia", "Matteo", "Ludovica", "Andrea", "Martina", "Davide", "Ilaria", "Pietro", "Noemi", "Riccardo", "Serena", "Tommaso", "Ginevra", "Emanuele"],
        family: ["Esposito", "Colombo", "Ricci", "Marchetti", "Rinaldi", "Ferraro", "Caruso", "Pellegrini", "Bianchi", "De Santis", "Lombardi", "Gallo", "Mazza", "Sartori", "Dalla Costa", "Venturi"],
    },
    Culture { // Polish
        order: Order::GivenFirst,
        given: ["Agnieszka", "Paweł=pawel", "Małgorzata=malgorzata", "Łukasz=lukasz", "Zofia", "Krzysztof", "Kinga", "Grzegorz", "Bożena=bozena", "Mikołaj=mikolaj", "Urszula", "Wojciech", "Jadwiga", "Stanisław=stanislaw", "Ewelina", "Kacper"],
        family: ["Wójcik=wojcik", "Kowalczyk", "Zieliński=zielinski", "Szymańska=szymanska", "Dąbrowski=dabrowski", "Kozłowska=kozlowska", "Jabłoński=jablonski", "Mazur", "Krawczyk", "Pawlak", "Wróbel=wrobel", "Górska=gorska", "Sikora", "Bąk=bak", "Lis", "Zając=zajac"],
    },
    Culture { // Czech and Slovak
        order: Order::GivenFirst,
        given: ["Jiří=jiri", "Tereza", "Ondřej=ondrej", "Kateřina=katerina", "Vojtěch=vojtech", "Zuzana", "Matěj=matej", "Bára=bara", "Štěpán=stepan", "Lenka", "Radek", "Šárka=sarka", "Jakub", "Michaela", "Ľubomír=lubomir", "Eliška=eliska"],
        family: ["Dvořák=dvorak", "Horáková=horakova", "Procházka=prochazka", "Růžička=ruzicka", "Beneš=benes", "Fiala", "Sedláček=sedlacek", "Veselý=vesely", "Kučera=kucera", "Malá=mala", "Novotný=novotny", "Pokorný=pokorny", "Hájek=hajek", "Král=kral", "Jelínek=jelinek", "Šimek=simek"],
    },
    Culture { // Nordic
        order: Order::GivenFirst,
        given: ["Åsa=asa", "Søren=soren", "Ingrid", "Bjørn=bjorn", "Elin", "Øyvind=oyvind", "Linnéa=linnea", "Håkon=hakon", "Astrid", "Väinö=vaino", "Aino", "Mikkel", "Sólveig=solveig", "Emil", "Päivi=paivi", "Rasmus"],
        family: ["Lindström=lindstrom", "Nygård=nygard", "Sørensen=sorensen", "Åkesson=akesson", "Halvorsen", "Virtanen", "Bergqvist", "Dahl", "Østby=ostby", "Mäkinen=makinen", "Holm", "Jónsdóttir=jonsdottir", "Kjær=kjaer", "Sandberg", "Ahlgren", "Vestergaard"],
    },
    Culture { // Greek, in Greek letters
        order: Order::GivenFirst,
        given: ["Ελένη=eleni", "Γιώργος=giorgos", "Σοφία=sofia", "Νίκος=nikos", "Κατερίνα=katerina", "Δημήτρης=dimitris", "Άννα=anna", "Παναγιώτης=panagiotis", "Ιωάννα=ioanna", "Θανάσης=thanasis", "Δέσποινα=despina", "Στέλιος=stelios", "Φωτεινή=foteini", "Λευτέρης=lefteris", "Ζωή=zoi", "Μανώλης=manolis"],
        family: ["Παπαδάκης=papadakis", "Νικολάου=nikolaou", "Γεωργίου=georgiou", "Οικονόμου=oikonomou", "Καραγιάννης=karagiannis", "Βασιλείου=vasileiou", "Μακρής=makris", "Αντωνίου=antoniou", "Δήμου=dimou", "Ιωαννίδης=ioannidis", "Λάμπρου=lamprou", "Χριστοδούλου=christodoulou", "Σαμαράς=samaras", "Κωστόπουλος=kostopoulos", "Ρήγας=rigas", "Φωτίου=fotiou"],
    },
    Culture { // Ukrainian, in Cyrillic letters
        order: Order::GivenFirst,
        given: ["Оксана=oksana", "Тарас=taras", "Ірина=iryna", "Богдан=bohdan", "Леся=lesia", "Андрій=andrii", "Соломія=solomiia", "Дмитро=dmytro", "Христина=khrystyna", "Остап=ostap", "Зоряна=zoriana", "Назар=nazar", "Юлія=yuliia", "Максим=maksym", "Дарина=daryna", "Роман=roman"],
        family: ["Шевченко=shevchenko", "Бондаренко=bondarenko", "Ткачук=tkachuk", "Кравець=kravets", "Мельник=melnyk", "Лисенко=lysenko", "Гончар=honchar", "Савчук=savchuk", "Поліщук=polishchuk", "Коваленко=kovalenko", "Марченко=marchenko", "Руденко=rudenko", "Петренко=petrenko", "Яремчук=yaremchuk", "Захарчук=zakharchuk", "Левченко=levchenko"],
    },
    Culture { // Turkish
        order: Order::GivenFirst,
        given: ["Ayşe=ayse", "Emre", "Çağla=cagla", "Gökhan=gokhan", "Şebnem=sebnem", "Oğuz=oguz", "Elif", "İlker=ilker", "Zeynep", "Barış=baris", "Gülşah=gulsah", "Kerem", "Nazlı=nazli", "Tolga", "Öykü=oyku", "Umut"],
        family: ["Yılmaz=yilmaz", "Öztürk=ozturk", "Çelik=celik", "Şahin=sahin", "Aydın=aydin", "Doğan=dogan", "Koç=koc", "Kılıç=kilic", "Erdoğdu=erdogdu", "Güneş=gunes", "Polat", "Aksoy", "Tekin", "Uçar=ucar", "Bulut", "Işık=isik"],
    },
    Culture { // Arabic, romanised
        order: Order::GivenFirst,
        given: ["Layla", "Omar", "Nour", "Khalid", "Yasmine", "Hassan", "Rania", "Tariq", "Salma", "Ziad", "Hanan", "Mustafa", "Dalia", "Idris", "Amira", "Samir"],
        family: ["El-Masri", "Haddad", "Benali", "Al-Sayed", "Khoury", "Mansour", "Bouzid", "Nasser", "El Idrissi", "Darwish", "Saleh", "Hamdan", "Chakir", "Farouk", "Zaidan", "Abboud"],
    },
    Culture { // Indian, several languages
        order: Order::GivenFirst,
        given: ["Priya", "Arjun", "Ananya", "Rohan", "Lakshmi", "Vikram", "Meera", "Karthik", "Divya", "Sandeep", "Ishita", "Naveen", "Pooja", "Suresh", "Kavya", "Harpreet"],
        family: ["Iyer", "Sharma", "Banerjee", "Reddy", "Patel", "Menon", "Gupta", "Chatterjee", "Kulkarni", "Nair", "Rao", "Deshpande", "Subramaniam", "Gill", "Bhattacharya", "Joshi"],
    },
    Culture { // Chinese, in Chinese characters
        order: Order::FamilyFirst(""),
        given: ["伟=wei", "秀英=xiuying", "娜=na", "强=qiang", "丽=li", "明轩=mingxuan", "雨涵=yuhan", "浩然=haoran", "静=jing", "磊=lei", "思琪=siqi", "俊杰=junjie", "慧=hui", "子墨=zimo", "婷婷=tingting", "建国=jianguo"],
        family: ["王=wang", "李=li", "张=zhang", "刘=liu", "陈=chen", "杨=yang", "赵=zhao", "黄=huang", "周=zhou", "吴=wu", "徐=xu", "孙=sun", "马=ma", "朱=zhu", "郭=guo", "林=lin"],
    },
    Culture { // Japanese, in kanji and kana
        order: Order::FamilyFirst(" "),
        given: ["由美=yumi", "健太=kenta", "さくら=sakura", "大輔=daisuke", "陽子=yoko", "翔太=shota", "真由=mayu", "拓海=takumi", "美咲=misaki", "隆=takashi", "あかり=akari", "直樹=naoki", "恵=megumi", "悠斗=yuto", "千尋=chihiro", "誠=makoto"],
        family: ["佐藤=sato", "鈴木=suzuki", "高橋=takahashi", "田中=tanaka", "渡辺=watanabe", "伊藤=ito", "山本=yamamoto", "中村=nakamura", "小林=kobayashi", "加藤=kato", "吉田=yoshida", "山田=yamada", "松本=matsumoto", "井上=inoue", "木村=kimura", "清水=shimizu"],
    },
    Culture { // Korean, in Hangul
        order: Order::FamilyFirst(""),
        given: ["민준=minjun", "서연=seoyeon", "지훈=jihoon", "하은=haeun", "도윤=doyun", "수빈=subin", "현우=hyunwoo", "지민=jimin", "예진=yejin", "태현=taehyun", "은지=eunji", "성호=seongho", "유나=yuna", "준영=junyoung", "소희=sohee", "동욱=dongwook"],
        family: ["김=kim", "이=lee", "박=park", "최=choi", "정=jung", "강=kang", "조=cho", "윤=yoon", "장=jang", "임=lim", "한=han", "오=oh", "서=seo", "신=shin", "권=kwon", "황=hwang"],
    },
    Culture { // Vietnamese
        order: Order::FamilyFirst(" "),
        given: ["Minh Anh", "Đức=duc", "Thảo=thao", "Quân=quan", "Hương=huong", "Tuấn=tuan", "Ngọc=ngoc", "Khoa", "Linh", "Bảo=bao", "Trang", "Hiếu=hieu", "Phương=phuong", "Sơn=son", "Yến=yen", "Long"],
        family: ["Nguyễn=nguyen", "Trần=tran", "Lê=le", "Phạm=pham", "Hoàng=hoang", "Phan", "Vũ=vu", "Đặng=dang", "Bùi=bui", "Đỗ=do", "Hồ=ho", "Ngô=ngo", "Dương=duong", "Lý=ly", "Trịnh=trinh", "Mai"],
    },
    Culture { // Nigerian: Yoruba, Igbo, Hausa
        order: Order::GivenFirst,
        given: ["Adébáyọ̀=adebayo", "Chinwe", "Ọlábísí=olabisi", "Emeka", "Ngozi", "Fẹ́mi=femi", "Zainab", "Ikenna", "Yétúndé=yetunde", "Obinna", "Halima", "Tọ́pẹ́=tope", "Amarachi", "Sani", "Ifeoma", "Kúnlé=kunle"],
        family: ["Okafor", "Adéyẹmí=adeyemi", "Nwosu", "Balogun", "Ọlátúnjí=olatunji", "Eze", "Danjuma", "Akíntọ́lá=akintola", "Obi", "Musa", "Ogunleye", "Chukwu", "Bello", "Anyanwu", "Abiola", "Nnamdi"],
    },
    Culture { // English, Scottish, American
        order: Order::GivenFirst,
        given: ["Imogen", "Callum", "Harriet", "Desmond", "Freya", "Malcolm", "Beatrice", "Tyrone", "Eleanor", "Wesley", "Fiona", "Gareth", "Latisha", "Rupert", "Holly", "Dwayne"],
        family: ["Whitfield", "MacLeod", "Ashworth", "Campbell", "Thornton", "Washington", "Pemberton", "Hughes", "Sinclair", "Okonkwo-Bell", "Fletcher", "Llewellyn", "Barrett", "Jefferson", "Holloway", "Drummond"],
    },
    Culture { // Irish
        order: Order::GivenFirst,
        given: ["Aoife", "Seán=sean", "Niamh", "Pádraig=padraig", "Róisín=roisin", "Cillian", "Sinéad=sinead", "Oisín=oisin", "Gráinne=grainne", "Eoin", "Caoimhe", "Fionn", "Orlaith", "Diarmuid", "Saoirse", "Ciarán=ciaran"],
        family: ["O'Brien", "Ní Dhomhnaill=nidhomhnaill", "Byrne", "O'Sullivan", "Gallagher", "Doyle", "O'Connor", "McCarthy", "Ó Briain=obriain", "Kinsella", "Nolan", "Brennan", "Mac Giolla=macgiolla", "Quinn", "Fitzgerald", "Ó Ceallaigh=oceallaigh"],
    },
    Culture { // Indonesian and Malay
        order: Order::GivenFirst,
        given: ["Dewi", "Budi", "Siti", "Agus", "Ratna", "Hendra", "Putri", "Wayan", "Nurul", "Rizky", "Indah", "Bambang", "Ayu", "Fajar", "Kartika", "Surya"],
        family: ["Santoso", "Wijaya", "Kusuma", "Pratama", "Hidayat", "Lestari", "Nugroho", "Saputra", "Rahman", "Siregar", "Halim", "Gunawan", "Utami", "Permana", "Suharto", "Wibowo"],
    },
];

#[cfg(test)]
mod tests {
    use super::{DISTINCT, name};
    use std::collections::HashSet;

    #[test]
    fn no_two_people_share_a_login() {
        let mut seen = HashSet::new();
        for index in 0..DISTINCT * 2 {
            let login = name(3, index).login;
            let plain = login
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.');
            assert!(
                plain && !login.starts_with('.') && !login.ends_with('.'),
                "{login}"
            );
            assert!(seen.insert(login.clone()), "{login} is given twice");
        }
    }
}
