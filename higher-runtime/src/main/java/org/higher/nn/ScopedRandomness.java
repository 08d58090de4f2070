package org.higher.nn;

import org.higher.functional.Randomness;

/** Lets checks open a {@link RandomScope}; found as a service. */
public final class ScopedRandomness implements Randomness {
    @Override
    public Scope open(long seed) {
        RandomScope scope = RandomScope.open(seed);
        return scope::close;
    }
}
