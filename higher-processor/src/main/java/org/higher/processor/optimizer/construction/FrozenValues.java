package org.higher.processor.optimizer.construction;

import com.sun.source.tree.Tree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.VariableElement;
import org.higher.processor.types.Annotations;

/**
 * The facts of the data-flow analysis of construction: what may depend on a hyperparameter's value.
 *
 * <p>Variables, fields, results of methods, and objects of classes inside the rule. They grow until
 * a round finds nothing more. In doubt, a value is taken for frozen.
 */
final class FrozenValues {
    /** What is read from an object, by the text of the access path: {@code config.lr()}. */
    private record Path(Object root, String text) {}

    /** By declaration: of a variable, a field, a method, or a class. */
    private final Map<Object, Cause> causes = new HashMap<>();

    /** What is read from a variable and goes into a hyperparameter. */
    private final Map<Path, Cause> paths = new LinkedHashMap<>();

    /** Locals and fields whose value goes into a hyperparameter, so that it is one itself. */
    private final Set<Object> sources = new HashSet<>();

    private final Set<String> localClasses = new HashSet<>();

    /** Fields of classes inside the rule, where their own code names them. */
    private final Map<String, Cause> insideFields = new HashMap<>();

    /** How much is known; grows with every discovery. */
    int size() {
        return causes.size()
                + paths.size()
                + sources.size()
                + localClasses.size()
                + insideFields.size();
    }

    /** A declaration holds a frozen value. */
    void add(Object declaration, Cause cause) {
        causes.putIfAbsent(declaration, cause);
    }

    /** What is frozen in a declaration as a whole. */
    Optional<Cause> of(Object declaration) {
        return Optional.ofNullable(causes.get(declaration));
    }

    /** What is frozen in a declaration, or in what is read from it by some path. */
    Optional<Cause> ofAny(Object declaration) {
        return of(declaration)
                .or(
                        () ->
                                paths.entrySet().stream()
                                        .filter(p -> p.getKey().root().equals(declaration))
                                        .map(Map.Entry::getValue)
                                        .findFirst());
    }

    /** All declarations that hold frozen values. */
    Map<Object, Cause> causes() {
        return Map.copyOf(causes);
    }

    // ---- classes inside the rule

    void addLocalClass(String name) {
        localClasses.add(name);
    }

    boolean isLocalClass(String name) {
        return localClasses.contains(name);
    }

    void addInside(String field, Cause cause) {
        insideFields.putIfAbsent(field, cause);
    }

    Optional<Cause> inside(String field) {
        return Optional.ofNullable(insideFields.get(field));
    }

    // ---- what goes into a hyperparameter

    /** Whether the value of a declaration is that of a hyperparameter. */
    boolean isSource(Object declaration) {
        return sources.contains(declaration)
                || declaration instanceof VariableElement f && Annotations.isTrainable(f);
    }

    /** The value of a variable goes into a hyperparameter. */
    void addSource(Object declaration, Cause cause) {
        sources.add(declaration);
        add(declaration, cause);
    }

    /** What is read from a variable by a path goes into a hyperparameter. */
    void addSource(Object root, Tree path, Cause cause) {
        paths.putIfAbsent(new Path(root, path.toString()), cause);
    }

    /** The texts of the paths from a variable that go into hyperparameters. */
    List<String> paths(Object root) {
        return paths.keySet().stream().filter(p -> p.root().equals(root)).map(Path::text).toList();
    }
}
