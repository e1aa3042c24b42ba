# Reads the console of a machine. Prints what it was, for each job the numbers of tests, and every test that failed or
# was skipped with its reason. The exit status is 0 if all jobs ended, tests ran, none failed and none was silent.
# A line of JUnit's feed is "JUnit Jupiter > CLASS > METHOD > INVOCATION :: RESULT"; reasons follow it.

function finish_aborted() {
  if (aborted == "") return
  skip(aborted, "NO REASON GIVEN")
  silent++
  aborted = ""
}

function skip(test, reason) {
  skipped[job]++
  skips[++skip_count] = test ": " reason
}

/^@ machine / { print substr($0, 11); next }
/^@ begin / { job = $3; begun[job] = $5; next }
/^@ end / { finish_aborted(); ended[$3] = $5; job = ""; next }
/^@ passed / { run[job]++; next }
/^@ failed / { run[job]++; failed[job]++; failures[++failure_count] = job ": " substr($0, 10); next }
/^@ kernel / { failures[++failure_count] = "the kernel: " substr($0, 11); next }

/^JUnit Jupiter.* :: [A-Z]+$/ {
  finish_aborted()
  test = substr($0, 17)
  sub(/ :: [A-Z]+$/, "", test)
  disabled = ""
  if ($NF == "SUCCESSFUL") run[job]++
  else if ($NF == "FAILED") { run[job]++; failed[job]++; failures[++failure_count] = job ": " test; explain = 1 }
  else if ($NF == "ABORTED") aborted = test
  else if ($NF == "SKIPPED") disabled = test
  next
}

# An assumption that failed: the line after the test.
aborted != "" && /TestAbortedException/ {
  reason = $0
  sub(/^[^:]*TestAbortedException(: )?/, "", reason)
  sub(/^Assumption failed(: )?/, "", reason)
  if (reason != "") { skip(aborted, reason); aborted = "" }
  next
}

explain && /^\t+(at |\[)/ { explain = 0 }
explain && /^\t/ && explain++ < 8 { failures[failure_count] = failures[failure_count] "\n      " substr($0, 2, 300) }
disabled != "" && /^\tReason: / { skip(disabled, substr($0, 10)); disabled = "" }

END {
  finish_aborted()
  count = split(jobs, names, " ")
  for (i = 1; i <= count; i++) {
    name = names[i]
    printf "%-10s %5d tests run, %d failed, %d skipped, %s\n", name, run[name], failed[name], skipped[name],
        name in ended ? int(ended[name] - begun[name]) " s" : name in begun ? "NOT FINISHED" : "NOT STARTED"
    if (!(name in ended)) unfinished++
    total_run += run[name]
    total_failed += failed[name]
    total_skipped += skipped[name]
  }
  for (i = 1; i <= failure_count; i++) print "  FAILED " failures[i]
  for (i = 1; i <= skip_count; i++) print "  skipped " skips[i]
  printf "%d passed, %d failed, %d skipped\n", total_run - total_failed, total_failed, total_skipped
  exit failure_count > 0 || unfinished > 0 || total_run == 0 || silent > 0
}
