package org.higher.processor.twin.containers;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Element;
import org.higher.processor.diagnostics.Problem;

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
     * @param remedy what the message ends with
     */
    record Change(Set<Held> changed, Place at, String remedy) {}

    private final Map<Element, List<Flow>> flows = new HashMap<>();

    /** What code gives something to. */
    private final Map<Element, Set<Element>> targets = new HashMap<>();

    /** The code that facts were added of, and what it gives something to, since they were taken. */
    private Set<Element> added = new LinkedHashSet<>();

    private Set<Element> given = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<Element, Set<Element>> runs = new HashMap<>();

    void addFlows(Element target, Set<Held> values, Place at) {
        for (Held value : values) {
            if (!value.of().equals(target)) {
                flows.computeIfAbsent(target, t -> new ArrayList<>()).add(new Flow(value, at));
                targets.computeIfAbsent(at.code(), c -> new HashSet<>()).add(target);
                given.add(target);
                added.add(at.code());
            }
        }
    }

    void addChange(Set<Held> changed, Place at, String remedy) {
        if (!changed.isEmpty()) {
            changes.add(new Change(changed, at, remedy));
            added.add(at.code());
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
    Set<Element> takeGiven() {
        Set<Element> taken = given;
        given = new HashSet<>();
        return taken;
    }

    Set<Element> givenBy(Element code) {
        return targets.getOrDefault(code, Set.of());
    }

    List<Flow> into(Element target) {
        return flows.getOrDefault(target, List.of());
    }

    List<Change> changes() {
        return changes;
    }

    Set<Element> runBy(Element code) {
        return runs.getOrDefault(code, Set.of());
    }
}
