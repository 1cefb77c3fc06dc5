# Set-up that the scripts of this folder share; sourced by them, not run. Everything it makes is in .spark-optim/
# or in Maven's target/ folders. Messages go to standard error: standard output belongs to the job.
#
# macOS has bash 3.2 and BSD's tools: no negative indexes, no mapfile, no sort -V, no readlink -f, no GNU options; an
# empty array is expanded as ${a[@]+"${a[@]}"}. LauncherSuite of tests/ looks for them.

root=$(CDPATH="" cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
state=$root/.spark-optim
version=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$root/pom.xml")
# shellcheck disable=SC2034 # for the scripts that source this
application_modules=(pipelines studies spark-optim/ml spark-optim/engine spark-optim/core)

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "spark-optim: $*"
  exit 2
}

# use_spark 3.5|4.0|4.1|4.2|4.3: which Spark the other functions install and build for. Each has a Python environment of its
# own; those of Spark 4 have one set of jars, in folders beside the ones for 3.5, which are for Scala 2.12. The place of a
# line's versions is the one among those of pom.xml.
# shellcheck disable=SC2034 # for the scripts that source this
use_spark() {
  spark_line=$1
  case $1 in
    3.5)
      environment=$state/python line_requirements="" target=target stamps="" scala=2.12 line_options=() version_place=1
      ;;
    4.[0-3])
      environment=$state/spark-$1 line_requirements=$root/bin/spark-$1-requirements.txt
      target=target/spark4 stamps=spark4- scala=2.13 line_options=(-Dspark4 -Pspark4) version_place=2
      ;;
    *) fail "--spark takes 3.5, 4.0, 4.1, 4.2 or 4.3, not $1" ;;
  esac
  python=$environment/bin/python
  application=$root/pipelines/$target/spark-optim-$version.jar
  bigdl_jar=$root/spark-optim/bigdl/target/spark-optim-bigdl_2.12-$version.jar
  torch_jar=$root/spark-optim/torch/$target/spark-optim-torch-all-$version.jar
  cuda_jar=$root/spark-optim/cuda/$target/spark-optim-cuda-all-$version.jar
}

# One line for a tool that is missing or wrong; a false return, so that the next tool is looked at too.
lacks() {
  say "spark-optim: $*"
  return 1
}

in_git() { git -C "$root" "$@" 2>/dev/null; }

# Leaves in SPARK_OPTIM_BENCH_COMMIT and SPARK_OPTIM_BENCH_DIRTY what results of benchmarks say of their sources: the
# commit, empty if there is none, and whether the sources differ from it. Results and documentation are not sources.
# shellcheck disable=SC2034 # for the scripts that source this
name_sources() {
  SPARK_OPTIM_BENCH_COMMIT=$(in_git rev-parse --short=10 HEAD || true)
  SPARK_OPTIM_BENCH_DIRTY=false
  [ -z "$(in_git status --porcelain -- . ':!benchmarks/results' ':!docs' ':!*.md')" ] || SPARK_OPTIM_BENCH_DIRTY=true
}

# follow FILE: prints where a chain of links ends.
follow() {
  local file=$1 link
  while [ -L "$file" ]; do
    link=$(readlink "$file")
    case $link in /*) file=$link ;; *) file=$(dirname "$file")/$link ;; esac
  done
  printf '%s\n' "$file"
}

# at_least WANTED FOUND: compares two versions by the numbers between their dots.
at_least() {
  awk -v wanted="$1" -v found="$2" 'BEGIN {
    split(wanted, w, "."); split(found, f, ".")
    for (i = 1; i <= 3; i++) if (f[i] + 0 != w[i] + 0) exit f[i] + 0 < w[i] + 0
  }'
}

# The Java of JAVA_HOME, else of the PATH. Reads the JDK's release file, as starting a JVM would delay every launch.
find_java() {
  local home=${JAVA_HOME:-} java found=""
  if [ -z "$home" ]; then
    java=$(command -v java) ||
      { lacks "found no Java (JAVA_HOME is not set, no java on the PATH); JDK 17 is needed"; return; }
    home=$(dirname "$(dirname "$(follow "$java")")")
    # What macOS has on the PATH is no part of a JDK, but asks this.
    [ ! -x /usr/libexec/java_home ] || home=$(/usr/libexec/java_home -v 17 2>/dev/null || printf '%s\n' "$home")
  fi
  [ -x "$home/bin/java" ] || { lacks "JAVA_HOME is $home, which has no bin/java; JDK 17 is needed"; return; }
  if [ -r "$home/release" ]; then
    found=$(sed -n 's/^JAVA_VERSION="\([^"]*\)".*/\1/p' "$home/release")
  fi
  if [ -z "$found" ]; then
    found=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  case $found in
    17 | 17.*) export JAVA_HOME=$home ;;
    *) lacks "found Java ${found:-of no known version} in $home; JDK 17 is needed (set JAVA_HOME to one)" ;;
  esac
}

find_compiler() {
  [ -x "$JAVA_HOME/bin/javac" ] || lacks "found a Java 17 without javac in $JAVA_HOME; a JDK 17 is needed"
}

find_maven() {
  local found
  command -v mvn >/dev/null || { lacks "found no mvn on the PATH; Maven 3.6.3 or later is needed"; return; }
  find_java 2>/dev/null || return 0 # without a Java, which was said already, mvn cannot tell its version
  found=$(mvn -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  at_least 3.6.3 "$found" ||
    lacks "found Maven ${found:-of no known version}; Maven 3.6.3 or later is needed"
}

# Prints the first Python that will do.
find_python() {
  local candidate found="no Python"
  for candidate in python3 python3.13 python3.12 python3.11 python3.10 python3.9; do
    command -v "$candidate" >/dev/null || continue
    if ! "$candidate" -c 'import sys; sys.exit(not (3, 9) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
      found=$("$candidate" --version 2>&1)
    elif ! "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
      found="$("$candidate" --version 2>&1) without venv"
    else
      printf '%s\n' "$candidate"
      return
    fi
  done
  lacks "found $found; Python 3.9 to 3.13 with the venv module is needed (Debian: apt install python3-venv)"
}

# Looks at all tools before it gives up, and before anything is downloaded. Leaves the Python in base.
find_tools() {
  local complete=true
  { find_java && find_compiler; } || complete=false
  find_maven || complete=false
  base=$(find_python) || complete=false
  $complete || exit 2
}

# One set-up at a time. Descriptor 9 holds the lock until unlock or the end of the script; what outlives the script must
# not inherit it.
lock() {
  { mkdir -p "$state" && : >>"$state/lock"; } 2>/dev/null ||
    fail "cannot write into $state, where Spark and the jars have to be set up: let its owner launch a job once, or run a" \
      "clone of your own"
  exec 9>"$state/lock"
  "$1" - <<'PY'
import fcntl, sys
try:
    fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    print("Waiting for another set-up or test run of this folder to end.", file=sys.stderr)
    fcntl.flock(9, fcntl.LOCK_EX)
PY
}

unlock() { exec 9>&-; }

# The packages of the environment: those of bin/requirements.txt, whose Spark a line may replace.
requirements() {
  if [ -z "$line_requirements" ]; then
    cat "$root/bin/requirements.txt"
  else
    sed -e '/^pyspark==/d' -e '/^py4j==/d' "$root/bin/requirements.txt" && cat "$line_requirements"
  fi
}

environment_sum() { { requirements && cat "$root/bin/datasets.py"; } | cksum; }

# The stamp of the first environment is where it was before there were others.
environment_stamp() { if [ "$spark_line" = 3.5 ]; then echo "$state/ready"; else echo "$environment/ready"; fi; }

environment_is_ready() {
  [ -x "$python" ] && [ "$(cat "$(environment_stamp)" 2>/dev/null)" = "$(environment_sum)" ]
}

# Makes the environment and .spark-optim/data. The stamp comes last: an interrupted set-up starts again.
make_environment() {
  local start=$SECONDS progress=--quiet
  [ ! -t 2 ] || progress=--progress-bar=on
  say "Installing Spark $spark_line and scikit-learn into ${environment#"$root"/} (about 390 MB to download, unless pip has" \
    "them) ..."
  rm -rf "$(environment_stamp)" "$environment"
  "$1" -m venv "$environment"
  requirements >"$environment/requirements.txt"
  "$python" -m pip install "$progress" --disable-pip-version-check -r "$environment/requirements.txt" >&2 ||
    fail "pip could not install the packages of ${environment#"$root"/}/requirements.txt: see above"
  "$python" "$root/bin/datasets.py" "$state/data" || fail "could not write the data sets into .spark-optim/data"
  environment_sum >"$(environment_stamp)"
  say "... done in $((SECONDS - start)) s."
}

# add_packages FILE WHAT SIZE: installs a list of bin/ into the environment, once; a new one has no stamp. Call it with
# the lock. False where pip fails.
add_packages() {
  local wanted=$root/bin/$1 stamp=$environment/$1.done start=$SECONDS
  [ "$(cat "$stamp" 2>/dev/null)" != "$(cksum <"$wanted")" ] || return 0
  say "Installing $2 into ${environment#"$root"/} (about $3 to download) ..."
  requirements >"$environment/requirements.txt"
  if "$python" -m pip install --quiet --disable-pip-version-check --retries 1 --only-binary :all: \
    -c "$environment/requirements.txt" -r "$wanted" 9>&- >&2; then
    cksum <"$wanted" >"$stamp"
    say "... done in $((SECONDS - start)) s."
  else
    say "... not installed, see above."
    return 1
  fi
}

bigdl=$state/bigdl # a Maven repository; where it exists, pom.xml's profile bigdl adds the modules that need it

bigdl_sum() { cat "$root/bin/bigdl-requirements.txt" "$root/bin/bigdl.py" | cksum; }

bigdl_is_ready() { [ -d "$bigdl" ] && [ "$(cat "$state/bigdl.ready" 2>/dev/null)" = "$(bigdl_sum)" ]; }

# Makes .spark-optim/bigdl of BigDL's wheels, whose SHA-256 pip checks. A false return where it cannot; everything
# but BigDL's modules works without.
make_bigdl() {
  local start=$SECONDS
  say "Installing BigDL's jars into .spark-optim/bigdl (about 116 MB to download, unless pip has them) ..."
  rm -rf "$state/bigdl.ready" "$state/bigdl-wheels"
  { "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
    -d "$state/bigdl-wheels" -r "$root/bin/bigdl-requirements.txt" &&
    "$python" "$root/bin/bigdl.py" "$state/bigdl-wheels" "$bigdl"; } 9>&- >&2 || {
    rm -rf "$bigdl" "$state/bigdl-wheels"
    return 1
  }
  rm -rf "$state/bigdl-wheels"
  bigdl_sum >"$state/bigdl.ready"
  say "... done in $((SECONDS - start)) s."
}

bigdl_modules=(spark-optim/bigdl studies spark-optim/ml spark-optim/engine spark-optim/core)

# Sees to BigDL's jars and to ours for it; after prepare. Leaves the application's jar alone, from which jobs may run.
prepare_bigdl() {
  [ "$spark_line" = 3.5 ] || fail "BigDL is for Spark 3.5: on Spark $spark_line take backend = torch or backend = core"
  local base make_options=(-Dshade.skip=true)
  if bigdl_is_ready && jar_is_ready "$bigdl_jar" "${bigdl_modules[@]}"; then
    return
  fi
  find_tools
  lock "$base"
  bigdl_is_ready || make_bigdl || fail "could not install BigDL, which networks need: see above"
  jar_is_ready "$bigdl_jar" "${bigdl_modules[@]}" || make_jar "$bigdl_jar" "${bigdl_modules[@]}"
  unlock
}

# The jars that spark-submit has to add for networks, with commas between them.
bigdl_jars() {
  { printf '%s\n' "$bigdl_jar" && find "$bigdl/" -name '*.jar' | LC_ALL=C sort; } | paste -s -d , -
}

# PyTorch's library for the torch module. Where its stamp is, pom.xml's profile torch adds the module.
torch=$state/torch

# Versions, and the platform as PyTorch's jars name it (as pom.xml's torch.platform). A false return where there is none.
torch_sum() {
  sed -n -e 's:.*<djl\.version>\(.*\)</.*:\1:p' -e 's:.*<pytorch\.version>\(.*\)</.*:\1:p' "$root/pom.xml"
  case $(uname -sm) in
    "Linux x86_64") echo linux-x86_64 ;;
    "Linux aarch64") echo linux-aarch64 ;;
    "Darwin arm64") echo osx-aarch64 ;;
    *) return 1 ;;
  esac
}

torch_is_ready() { [ -d "$torch" ] && [ "$(cat "$state/torch.ready" 2>/dev/null)" = "$(torch_sum)" ]; }

# Puts PyTorch's library into .spark-optim/torch. A false return where it cannot; everything but the torch module works
# without.
make_torch() {
  local start=$SECONDS versions
  versions=$(torch_sum) || { say "PyTorch's library has no jar for $(uname -sm)." && return 1; }
  say "Fetching PyTorch's library into .spark-optim/torch (about 111 MB to download, unless Maven has it) ..."
  rm -rf "$torch" "$state/torch.ready"
  # shellcheck disable=SC2086 # three words
  set -- $versions
  (cd "$root" && mvn -q -B -ntp -N dependency:copy "-Dartifact=ai.djl.pytorch:pytorch-native-cpu:$2:jar:$3" \
    "-DoutputDirectory=$torch") 9>&- </dev/null >&2 || { rm -rf "$torch" && return 1; }
  echo "$versions" >"$state/torch.ready"
  say "... done in $((SECONDS - start)) s."
}

torch_modules=(spark-optim/torch spark-optim/core)

# Sees to PyTorch's library and to our jar for it; after prepare.
prepare_torch() {
  local base make_options=()
  if torch_is_ready && jar_is_ready "$torch_jar" "${torch_modules[@]}"; then
    return
  fi
  find_tools
  lock "$base"
  torch_is_ready || make_torch || fail "could not fetch PyTorch's library, which backend = torch needs: see above"
  jar_is_ready "$torch_jar" "${torch_modules[@]}" || make_jar "$torch_jar" "${torch_modules[@]}"
  unlock
}

# The jars that spark-submit has to add for it, with commas between them.
torch_jars() {
  { printf '%s\n' "$torch_jar" && find "$torch/" -name '*.jar' | LC_ALL=C sort; } | paste -s -d , -
}

# Toree's jar, the kernel for Scala, which notebooks need on Spark 3.5.
toree_jar=$state/toree/toree-assembly-0.5.0-incubating.jar

toree_sum() { cksum <"$root/bin/toree-requirements.txt"; }

toree_is_ready() { [ -e "$toree_jar" ] && [ "$(cat "$state/toree.ready" 2>/dev/null)" = "$(toree_sum)" ]; }

# Puts it into .spark-optim/toree; call it with the lock. A false return where it cannot.
make_toree() {
  local start=$SECONDS folder=$state/toree
  say "Fetching Toree, a kernel for Scala, into .spark-optim/toree (about 24 MB to download) ..."
  rm -rf "$folder" "$state/toree.ready"
  mkdir -p "$folder"
  { "$python" -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -d "$folder" \
    -r "$root/bin/toree-requirements.txt" &&
    tar -xzf "$folder"/toree-*.tar.gz -C "$folder" --strip-components 3 "toree-0.5.0/toree/lib/$(basename "$toree_jar")"; } \
    9>&- >&2 || {
    rm -rf "$folder"
    return 1
  }
  rm -f "$folder"/toree-*.tar.gz
  toree_sum >"$state/toree.ready"
  say "... done in $((SECONDS - start)) s."
}

# What PyTorch wants of the environment: a core for each rank, and memory that is kept from step to step and not given
# back to the system after each.
torch_environment="OMP_NUM_THREADS=1 MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296"

stamp_of() { printf '%s\n' "$state/$stamps$(basename "$1").built"; }

# jar_is_ready JAR MODULE...: nothing that the jar is made from changed since its last build began.
jar_is_ready() {
  local jar=$1 module sources=("$root/pom.xml" "$root/.mvn")
  shift
  for module in "$@"; do
    sources+=("$root/$module/pom.xml" "$root/$module/src/main")
  done
  [ -e "$jar" ] && [ -e "$(stamp_of "$jar")" ] &&
    [ -z "$(find "${sources[@]}" -newer "$(stamp_of "$jar")" -print | head -n 1)" ]
}

# make_jar JAR MODULE...: the first module is the one whose jar it is. Neither tests nor style checks: who runs a job
# does not wait for them. Plain mvn needs no network once it has fetched what it needs: no version here is a snapshot.
make_jar() {
  local jar=$1 stamp start=$SECONDS
  stamp=$(stamp_of "$jar")
  say "Building ${jar#"$root"/} with Maven (about 390 MB to download the first time) ..."
  : >"$stamp.new"
  rm -f "$jar" # a job that runs from the old one keeps it; Maven would write into the same file
  if ! (cd "$root" && mvn -B -ntp -pl "$2" -am package -Dmaven.test.skip -Dspotless.check.skip \
    -Dmaven.antrun.skip ${line_options[@]+"${line_options[@]}"} ${make_options[@]+"${make_options[@]}"}) >"$state/build.log" 2>&1 </dev/null; then
    grep '^\[ERROR\]' "$state/build.log" | head -n 20 >&2
    fail "Maven could not build the jar: its whole output is in .spark-optim/build.log"
  fi
  mv "$stamp.new" "$stamp"
  say "... done in $((SECONDS - start)) s."
}

# prepare_jar JAR MODULE...: sees to a jar alone, whose Spark need not be installed.
prepare_jar() {
  local base
  if ! jar_is_ready "$@"; then
    find_tools
    lock "$base"
    jar_is_ready "$@" || make_jar "$@"
    unlock
  fi
}

# is_ready and prepare take [JAR MODULE...]: without them only the Python environment is meant.
is_ready() { environment_is_ready && { [ $# -eq 0 ] || jar_is_ready "$@"; }; }

prepare() {
  local base
  if is_ready "$@"; then
    find_java || exit 2
  else
    find_tools
    lock "$base"
    environment_is_ready || make_environment "$base"
    is_ready "$@" || make_jar "$@"
    unlock
  fi
  export SPARK_OPTIM_HOME=$root
  SPARK_HOME=${SPARK_OPTIM_SPARK_HOME:-$(echo "$environment"/lib/python3*/site-packages/pyspark)}
  export SPARK_HOME
}

# log_settings: our logging settings as a URI: Spark and Log4j would take quotes, spaces and commas of a path apart.
log_settings() (
  LC_ALL=C
  path=$root/cluster-conf/log4j2.properties
  uri=file://
  for ((i = 0; i < ${#path}; i++)); do
    case ${path:i:1} in
      [A-Za-z0-9/._~-]) uri=$uri${path:i:1} ;;
      *) uri=$uri$(printf '%%%02X' "$(($(printf '%d' "'${path:i:1}") & 255))") ;;
    esac
  done
  printf '%s\n' "$uri"
)

# submit CLASS JAR ARGUMENT... [-- SPARK-SUBMIT-OPTION...]: becomes spark-submit. Looks at the options for two things
# only: whether the run is local, and whether the driver is here, where our logging settings can be read. A driver in the
# cluster leaves its exit code in the output folder, as cluster managers do not hand it on.
submit() {
  local class=$1 jar=$2 arguments=() settings=() added=() asks=false own word id options
  local master mode jars defaults
  shift 2
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    case $1 in -h | --help | -V | --version) asks=true ;; esac
    arguments+=("$1")
    shift
  done
  [ $# -eq 0 ] || shift
  read_options "$@"

  settings=(--conf spark.ui.showConsoleProgress=false)
  case $master in
    "" | local*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  esac
  if [ "$mode" != cluster ]; then
    own=$(default_setting spark.driver.extraJavaOptions "${defaults[@]}")
    settings+=(--conf "spark.driver.extraJavaOptions=-Dlog4j2.configurationFile=$(log_settings)${own:+ $own}")
  fi
  case $mode:$(command_of ${arguments[@]+"${arguments[@]}"}) in
    cluster:train | cluster:score | cluster:retrain | cluster:monitor) ;;
    *) exec "$SPARK_HOME/bin/spark-submit" --class "$class" "${settings[@]}" "$@" "$jar" "${arguments[@]}" ;;
  esac
  if $asks; then # for the usage, which needs no cluster
    helper "$class" "$jar" "${arguments[@]}"
    return
  fi
  id=$(date +%s)-$$-$RANDOM
  options=$(helper "$class" "$jar" prepare "$id" -- "${arguments[@]}" -- --master "$master" --deploy-mode "$mode" "$@")
  while IFS= read -r word; do
    added+=("$word")
  done <<<"$options"
  "$SPARK_HOME/bin/spark-submit" --class "$class" "${settings[@]}" "$@" "${added[@]}" \
    "${SPARK_OPTIM_CLUSTER_JAR:-$jar}" "${arguments[@]}" || say "spark-submit ended with $?."
  helper "$class" "$jar" ended "$id" -- "${arguments[@]}" -- "$@"
}

# command_of ARGUMENT... [-- SPARK-SUBMIT-OPTION...]: prints the command. No option that may come before it has a value.
command_of() {
  local word
  for word in "$@"; do
    case $word in
      --) return ;;
      -*) ;;
      *)
        printf '%s\n' "$word"
        return
        ;;
    esac
  done
}

# read_options SPARK-SUBMIT-OPTION...: leaves in master, mode and jars what spark-submit makes of its options, and in
# defaults the files of its settings. An option of its own counts before --conf, then the files, then the environment.
read_options() {
  local name value conf_master="" conf_mode="" conf_jars="" file="" both=false
  master="" mode="" jars=""
  while [ $# -gt 0 ]; do
    name=$1 value=${2:-}
    case $1 in
      --*=*) name=${1%%=*} value=${1#*=} ;;
      --load-spark-defaults) both=true ;;
      -h | --help | -v | --verbose | --version | --supervise | --usage-error) ;;
      -*) [ $# -eq 1 ] || shift ;;
    esac
    shift
    case $name:$value in
      --properties-file:*) file=$value ;;
      --master:*) master=$value ;;
      --deploy-mode:*) mode=$value ;;
      --jars:*) jars=$value ;;
      --conf:spark.master=* | -c:spark.master=*) conf_master=${value#*=} ;;
      --conf:spark.submit.deployMode=* | -c:spark.submit.deployMode=*) conf_mode=${value#*=} ;;
      --conf:spark.jars=* | -c:spark.jars=*) conf_jars=${value#*=} ;;
    esac
  done
  defaults=("${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf")
  [ -z "$file" ] || $both || defaults=()
  [ -z "$file" ] || defaults+=("$file")
  master=${master:-${conf_master:-$(default_setting spark.master "${defaults[@]}")}}
  master=${master:-${MASTER:-}}
  mode=${mode:-${conf_mode:-$(default_setting spark.submit.deployMode "${defaults[@]}")}}
  mode=${mode:-${DEPLOY_MODE:-client}}
  jars=${jars:-${conf_jars:-$(default_setting spark.jars "${defaults[@]}")}}
}

# default_setting NAME FILE...: prints what files of Spark's settings have for it, the last of them. They are Java's
# property files: a blank, an equals sign or a colon behind the name, and a backslash before those that are meant.
default_setting() {
  local name=${1//./\\.} file
  shift
  for file in "$@"; do
    [ ! -r "$file" ] || sed -n "s/^[[:space:]]*$name[[:space:]=:]\{1,\}//p" "$file"
  done | tail -n 1 | sed -e 's/[[:space:]]*$//' -e 's/\\\([:=#! ]\)/\1/g'
}

# local_jars LIST: prints those of a list with commas that are files of this machine, each behind a colon.
local_jars() {
  local IFS=, path file
  for path in $1; do
    path=${path# }
    case $path in
      file://* | local://*) path=${path#*://} ;;
      file:* | local:*) path=${path#*:} ;;
    esac
    for file in $path; do # may be a pattern
      [ ! -f "$file" ] || printf ':%s' "$file"
    done
  done
}

# helper CLASS JAR ARGUMENT...: runs our program without Spark's session, with Hadoop's settings of this machine and the
# jars that read_options found.
helper() {
  local class=$1 jar=$2 hadoop=${HADOOP_CONF_DIR:-${YARN_CONF_DIR:-${SPARK_CONF_DIR:-$SPARK_HOME/conf}}}
  shift 2
  "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto "-Dlog4j2.configurationFile=$(log_settings)" \
    -cp "$jar:$hadoop:$SPARK_HOME/jars/*$(local_jars "${jars:-}")" "$class" "$@"
}

use_spark 3.5 # unless a script chooses another
