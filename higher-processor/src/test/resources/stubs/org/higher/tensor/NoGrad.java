package org.higher.tensor;

import java.util.function.Supplier;

public final class NoGrad {
    public static <T> T get(Supplier<T> computation) {
        return computation.get();
    }

    public static void run(Runnable action) {
        action.run();
    }
}
