package org.higher.processor.names;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is declared inside a body, block by block; the innermost declaration wins. */
final class Scope {
    private record Frame(
            Map<String, Meaning> variables,
            Set<String> methods,
            Map<String, Meaning> types,
            Map<String, ClassTree> classes) {}

    private final Deque<Frame> frames = new ArrayDeque<>();

    /** Runs something in a block of its own. */
    void nested(Runnable body) {
        frames.push(new Frame(new HashMap<>(), new HashSet<>(), new HashMap<>(), new HashMap<>()));
        body.run();
        frames.pop();
    }

    void declare(VariableTree variable) {
        frames.element().variables.put(variable.getName().toString(), new Meaning.Local(variable));
    }

    /** A field of a class inside the body. */
    void declareField(String name) {
        frames.element().variables.put(name, Meaning.Opaque.INSIDE_BODY);
    }

    /** A method of a class inside the body. */
    void declareMethod(String name) {
        frames.element().methods.add(name);
    }

    /** A class inside the body. */
    void declareClass(ClassTree tree) {
        String name = tree.getSimpleName().toString();
        if (!name.isEmpty()) {
            declareType(name, Meaning.Opaque.INSIDE_BODY);
            frames.element().classes.put(name, tree);
        }
    }

    void declareType(String name, Meaning meaning) {
        frames.element().types.put(name, meaning);
    }

    Optional<Meaning> variable(String name) {
        return frames.stream()
                .filter(f -> f.variables.containsKey(name))
                .findFirst()
                .map(f -> f.variables.get(name));
    }

    boolean hasMethod(String name) {
        return frames.stream().anyMatch(f -> f.methods.contains(name));
    }

    Optional<Meaning> type(String name) {
        return frames.stream()
                .filter(f -> f.types.containsKey(name))
                .findFirst()
                .map(f -> f.types.get(name));
    }

    Optional<ClassTree> localClass(String name) {
        return frames.stream()
                .filter(f -> f.types.containsKey(name))
                .findFirst()
                .flatMap(f -> Optional.ofNullable(f.classes.get(name)));
    }
}
