package org.higher.processor.twin.containers;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    private final List<Change> changes = new ArrayList<>();
    private final Map<Element, Set<Element>> runs = new HashMap<>();

    void addFlows(Element target, Set<Held> values, Place at) {
        values.stream()
                .filter(v -> !v.of().equals(target))
                .forEach(
                        v ->
                                flows.computeIfAbsent(target, t -> new ArrayList<>())
                                        .add(new Flow(v, at)));
    }

    void addChange(Set<Held> changed, Place at, String remedy) {
        if (!changed.isEmpty()) {
            changes.add(new Change(changed, at, remedy));
        }
    }

    /** That code runs other code: a method, or what makes an object. */
    void addRun(Element code, Element other) {
        runs.computeIfAbsent(code, c -> new LinkedHashSet<>()).add(other);
    }

    List<Flow> into(Element target) {
        return flows.getOrDefault(target, List.of());
    }

    List<Change> changes() {
        return changes;
    }

    /** All code that does something of this. */
    Stream<Element> code() {
        Stream<Place> places =
                Stream.concat(
                        changes.stream().map(Change::at),
                        flows.values().stream().flatMap(List::stream).map(Flow::at));
        return Stream.concat(places.map(Place::code), runs.keySet().stream()).distinct();
    }

    Set<Element> runBy(Element code) {
        return runs.getOrDefault(code, Set.of());
    }
}
