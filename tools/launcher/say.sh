# Notices, progress and failures: all on stderr, because stdout belongs to the program that is started.

terminal=0 bold='' red='' plain='' progress_shown=0
if [[ -t 2 && ${TERM:-dumb} != dumb ]]; then
  terminal=1
  [[ -n ${NO_COLOR:-} ]] || bold=$'\e[1m' red=$'\e[31m' plain=$'\e[0m'
fi

note() {
  progress_done
  printf '%s: %s\n' "$bold$me$plain" "$*" >&2
}

# fail CODE TEXT...: ends the start.
fail() {
  local code=$1
  shift
  progress_done
  printf '%s: %s\n' "$red$me$plain" "$*" >&2
  exit "$code"
}

# show_log FILE: the first error, the end, and the place of a log. Cut to a width, because one template error can fill screens.
show_log() {
  local first
  progress_done
  {
    first=$(grep -nE -m 1 '(^|[^a-z])([Ee]rror|E):|CMake Error' -- "$1" | cut -d: -f1)
    if [[ -n $first ]] && (($(wc -l <"$1") - first >= 15)); then
      sed -n "$first,$((first + 5))p" -- "$1"
      printf '...\n'
    fi
    tail -n 15 -- "$1"
  } | cut -c 1-200 | sed 's/^/  | /' >&2
  printf '%s: the whole log is %s\n' "$bold$me$plain" "$1" >&2
}

# progress TEXT: one line that overwrites itself on a terminal; elsewhere only the first of a series is printed.
progress() {
  if ((terminal)); then
    printf '\r%s: %s\e[K' "$bold$me$plain" "$*" >&2
  elif ((!progress_shown)); then
    printf '%s: %s\n' "$me" "$*" >&2
  fi
  progress_shown=1
}

progress_done() {
  if ((terminal && progress_shown)); then printf '\r\e[K' >&2; fi
  progress_shown=0
}
