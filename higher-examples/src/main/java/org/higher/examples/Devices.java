package org.higher.examples;

import org.higher.tensor.Backends;

/**
 * Says what can compute here, and what is missing for the rest.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.Devices}
 */
public final class Devices {
    private Devices() {}

    /** Prints one line for each device. */
    public static void main(String[] args) {
        System.out.print(Backends.report());
    }
}
