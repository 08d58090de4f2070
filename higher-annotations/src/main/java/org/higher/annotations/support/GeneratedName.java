package org.higher.annotations.support;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * The names of generated classes: the processor writes classes of these names, the library looks
 * for them.
 *
 * <p>A generated class is in the package of its original. Its simple name is a prefix and the
 * simple names of the original and of the classes around it, from the outermost to the innermost:
 * the twin of {@code p.Outer.Net} is {@code p.FunctionalOuterNet}.
 */
public enum GeneratedName {
    /** The stateless twin of a {@code @Functional} class. */
    TWIN("Functional"),

    /** The differentiable version of an update rule. */
    OPTIMIZER("Differentiable");

    private final String prefix;

    GeneratedName(String prefix) {
        this.prefix = prefix;
    }

    /**
     * The simple name of the generated class.
     *
     * @param original the simple names of the original, from the outermost class to the innermost
     */
    public String simpleName(Collection<String> original) {
        return prefix + String.join("", original);
    }

    /** The name of the class that is generated from another, as {@link Class#forName} takes it. */
    public String of(Class<?> original) {
        Deque<String> names = new ArrayDeque<>();
        for (Class<?> c = original; c != null; c = c.getEnclosingClass()) {
            names.push(c.getSimpleName());
        }
        String home = original.getPackageName();
        return (home.isEmpty() ? "" : home + ".") + simpleName(names);
    }
}
