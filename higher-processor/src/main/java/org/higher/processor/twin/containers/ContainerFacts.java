package org.higher.processor.twin.containers;

import com.sun.source.tree.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Element;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What attributed code does with containers, class by class: what goes from where to where, what is
 * changed, and what runs what.
 */
final class ContainerFacts {
    /**
     * A place in code.
     *
     * @param code the method that it is in; for what runs when an object is made, its class
     */
    record Place(Element code, Tree tree, Problem.Sink sink) {}

    /** Something that a variable, a field or a result may be. */
    record Flow(Held value, Place at) {}

    /**
     * A change of what a value is of.
     *
     * @param type that of what is changed
     * @param certain whether it is one, rather than code that is not seen
     * @param remedy what the message ends with
     */
    record Change(
            Set<Held> changed,
            @Nullable TypeMirror type,
            boolean certain,
            Place at,
            String remedy) {}

    private final Map<Held.Source, List<Flow>> flows = new HashMap<>();
    private final Map<Element, List<Change>> changes = new HashMap<>();
    private final Map<Element, Set<Element>> runs = new HashMap<>();

    /** What code gives something to. */
    private final Map<Element, Set<Held.Source>> targets = new HashMap<>();

    /** The code that facts were added of since that was asked. */
    private Set<Element> added = new LinkedHashSet<>();

    /** What was given something since that was asked. */
    private Set<Held.Source> given = new LinkedHashSet<>();

    /** The fields of models whose objects must not be changed. */
    private final Predicate<VariableElement> isRoot;

    /** Where things go, by where they come from. */
    private final Map<Held.Source, Set<Held.Source>> uses = new HashMap<>();

    /** What comes from a root, in any way; searches for roots end at all else. */
    private final Set<Held.Source> ofRoots = new HashSet<>();

    ContainerFacts(Predicate<VariableElement> isRoot) {
        this.isRoot = isRoot;
    }

    void addFlows(Held.Source target, Set<Held> values, Place at) {
        for (Held value : values) {
            if (!value.of().equals(target)) {
                flows.computeIfAbsent(target, t -> new ArrayList<>()).add(new Flow(value, at));
                uses.computeIfAbsent(value.of(), v -> new LinkedHashSet<>()).add(target);
                if (isOfRoot(value.of())) {
                    spread(target);
                }
                targets.computeIfAbsent(at.code(), c -> new LinkedHashSet<>()).add(target);
                given.add(target);
                added.add(at.code());
            }
        }
    }

    /** What comes from a root by way of something; for searches, it was given something. */
    private void spread(Held.Source source) {
        Deque<Held.Source> todo = new ArrayDeque<>(List.of(source));
        while (!todo.isEmpty()) {
            Held.Source next = todo.remove();
            if (ofRoots.add(next)) {
                given.add(next);
                todo.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
    }

    /** Whether something is a root, or comes from one. */
    boolean isOfRoot(Held.Source source) {
        return ofRoots.contains(source)
                || source instanceof Held.Named named && named.field().filter(isRoot).isPresent();
    }

    void addChange(Change change) {
        if (!change.changed().isEmpty()) {
            Element code = change.at().code();
            changes.computeIfAbsent(code, c -> new ArrayList<>()).add(change);
            added.add(code);
        }
    }

    /** That code runs other code: a method, or what makes an object. */
    void addRun(Element code, Element other) {
        runs.computeIfAbsent(code, c -> new LinkedHashSet<>()).add(other);
        added.add(code);
    }

    /** The code that facts were added of since this was asked. */
    Set<Element> takeAdded() {
        Set<Element> taken = added;
        added = new LinkedHashSet<>();
        return taken;
    }

    /** What was given something since this was asked. */
    Set<Held.Source> takeGiven() {
        Set<Held.Source> taken = given;
        given = new LinkedHashSet<>();
        return taken;
    }

    Set<Held.Source> givenBy(Element code) {
        return targets.getOrDefault(code, Set.of());
    }

    List<Flow> into(Held.Source target) {
        return flows.getOrDefault(target, List.of());
    }

    /** The changes in code that were not taken yet. */
    List<Change> takeChanges(Element code) {
        List<Change> taken = changes.remove(code);
        return taken == null ? List.of() : taken;
    }

    Set<Element> runBy(Element code) {
        return runs.getOrDefault(code, Set.of());
    }
}
