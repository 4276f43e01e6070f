_muster_categories() {
    local -a names
    names=("${(@f)$(muster completions --values categories 2>/dev/null)}")
    compadd -a names
}
_muster_entities() {
    local -a names
    names=("${(@f)$(muster completions --values entities 2>/dev/null)}")
    compadd -a names
}
