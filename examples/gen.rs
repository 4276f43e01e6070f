fn main() {
    let d = std::env::args().nth(1).unwrap();
    let n: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let t = std::time::Instant::now();
    let s = muster::demo::write(
        std::path::Path::new(&d),
        &muster::demo::Options {
            entities: Some(n),
            seed: 7,
        },
    )
    .unwrap();
    println!("{:?} {} files {:?}", t.elapsed(), s.files, s.entities);
}
