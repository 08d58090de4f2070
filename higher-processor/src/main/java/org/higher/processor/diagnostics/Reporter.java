package org.higher.processor.diagnostics;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import javax.annotation.processing.Messager;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;

/**
 * Reports problems on the user's line and goes on; callers ask afterwards whether there were any.
 */
public final class Reporter {
    private final Messager messager;
    private final Map<Object, Set<String>> reported = new IdentityHashMap<>();
    private int errors;

    public Reporter(Messager messager) {
        this.messager = messager;
    }

    /** How many errors were reported so far, by anyone. */
    public int errors() {
        return errors;
    }

    /** Reports at a declaration. */
    public void report(Element at, Message message, Object... arguments) {
        if (isNew(at, message.text(arguments))) {
            messager.printMessage(Diagnostic.Kind.ERROR, message.text(arguments), at);
        }
    }

    /** Reports at a place in a body. */
    public void report(Trees trees, CompilationUnitTree unit, Problem problem) {
        String text = problem.message().text(problem.arguments());
        Tree at = problem.at();
        if (isNew(at, text)) {
            trees.printMessage(Diagnostic.Kind.ERROR, text, at, unit);
        }
    }

    /** Tells of something that keeps nothing from working. */
    public void note(Element at, Message message, Object... arguments) {
        note(at, message.text(arguments));
    }

    /** Adds what only those need who look into an error. */
    void note(Element at, String text) {
        messager.printMessage(Diagnostic.Kind.NOTE, text, at);
    }

    /** Two ways to the same helper must not report it twice. */
    private boolean isNew(Object at, String text) {
        boolean first = reported.computeIfAbsent(at, place -> new HashSet<>()).add(text);
        if (first) {
            errors++;
        }
        return first;
    }
}
