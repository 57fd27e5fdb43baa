//! The network in the binary, against the reference and its samples.

#[test]
fn the_embedded_network_loads() {
    let t = std::time::Instant::now();
    let loaded = colli_network::load_embedded().map_err(|e| match e {
        colli_network::NetworkError::Faults(f) => f.iter().map(|f| f.to_string()).collect::<Vec<_>>().join("\n"),
        e => e.to_string(),
    });
    eprintln!("{:?}", t.elapsed());
    if let Err(e) = &loaded {
        eprintln!("{e}");
    }
    assert!(loaded.is_ok());
}
