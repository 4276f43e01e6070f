
_muster_values() {
    local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" what=""
    # A ref holds a colon, which readline takes for the end of a word.
    if [ "$cur" = ":" ] || [ "$prev" = ":" ]; then
        _muster "$@"
        return
    fi
    case "$prev" in
        -c|--category) what=categories ;;
        --entity|--for|--blueprint|who|deps|silence|speak) what=entities ;;
    esac
    if [ -n "$what" ]; then
        local IFS=$'\n'
        COMPREPLY=($(compgen -W "$(muster completions --values "$what" 2>/dev/null)" -- "$cur"))
        return
    fi
    _muster "$@"
}
complete -F _muster_values -o nosort -o bashdefault -o default muster 2>/dev/null ||
    complete -F _muster_values -o bashdefault -o default muster
