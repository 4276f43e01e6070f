
complete -c muster -n "__fish_seen_subcommand_from log do category" -s c -l category -x -a "(muster completions --values categories 2>/dev/null)"
complete -c muster -n "__fish_seen_subcommand_from log do link" -l entity -x -a "(muster completions --values entities 2>/dev/null)"
complete -c muster -n "__fish_seen_subcommand_from log do" -l for -x -a "(muster completions --values entities 2>/dev/null)"
complete -c muster -n "__fish_seen_subcommand_from who deps" -x -a "(muster completions --values entities 2>/dev/null)"
