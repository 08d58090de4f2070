package org.higher.processor.diagnostics;

import com.sun.source.tree.Tree;

/** A message about a place in a source file, not necessarily reported. */
public record Problem(Message message, Tree at, Object... arguments) {
    /** The message without its tag, to be quoted by another. */
    public String reason() {
        String text = message.text(arguments);
        return text.substring(text.indexOf(']') + 2);
    }

    /** The same at another place. */
    public Problem moved(Tree to) {
        return new Problem(message, to, arguments);
    }

    /** Takes problems: to report them, or to keep them until it is known whether they matter. */
    @FunctionalInterface
    public interface Sink {
        /** Takes a problem. */
        void accept(Problem problem);

        /** Takes a problem in parts. */
        default void report(Message message, Tree at, Object... arguments) {
            accept(new Problem(message, at, arguments));
        }
    }
}
