#!/bin/sh
# Checks a backend on this machine, and its speed, in at most six minutes: one line for each check.
#
#   gpu-check.sh [--backend cuda|opencl|nd4j|host] [--seconds 350]
#
# It needs a JDK, 17 or later, and the jars that this puts into higher-examples/target/gpu-check,
# beside a copy of this script; that folder can be carried to a machine without Maven:
#
#   mvn -q test-compile exec:exec -pl higher-examples -am -Dexec.classpathScope=test -Dmain=org.higher.examples.benchmarks.GpuCheckJars
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ -d "$here/lib" ] || here=$here/target/gpu-check
if [ ! -d "$here/lib" ]; then
    echo "gpu-check: no jars in $here/lib; this script says at its top how to make them" >&2
    exit 2
fi
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
quiet=
case $("$java" -version 2>&1 | head -n 1) in
*'"2'[4-9]* | *'"3'*) quiet='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow' ;;
esac
# shellcheck disable=SC2086 # several options, or none
exec "$java" $quiet -Djava.awt.headless=true -Dhigher.golden="$here/golden" \
    -cp "$here/lib/*" org.higher.examples.benchmarks.GpuCheck "$@"
