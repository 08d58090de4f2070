package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.ABSTRACT;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.Tree;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ExecutableType;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.MethodSelection.Selected;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.copies.Reachability.Needs;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.LayerTypes;
import org.higher.processor.twin.hierarchy.Mentions;
import org.higher.processor.twin.hierarchy.MethodKinds;
import org.higher.processor.twin.hierarchy.SuperCopy;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;

/** From a model's source to the description of its twin. */
public final class TwinAnalysis {
    private final CopyContext context;
    private final Hierarchy hierarchy;
    private final TypeElement type;
    private final LayerTypes layers;
    private final PrivateTypes privateTypes;
    private final HelperMethods helperMethods;
    private final Selected selected;

    private TwinAnalysis(CopyContext context, LayerTypes layers, Selected selected) {
        this.context = context;
        this.hierarchy = context.hierarchy();
        this.type = hierarchy.model();
        this.helperMethods = context.helperMethods();
        this.privateTypes = context.privateTypes();
        this.layers = layers;
        this.selected = selected;
    }

    /** The description of the twin, and all that is found to be wrong on the way. */
    public static AnalyzedModel of(Context compilation, Hierarchy hierarchy) {
        InertTypes inert = InertTypes.of(compilation.elements(), compilation.types());
        MethodReach reach = MethodReach.of(hierarchy);
        ValueTypes values = new ValueTypes(compilation, hierarchy.model(), reach.privateTypes());
        Needs required = reach.required();
        CopyContext context = reach.context(required, values);
        FieldRoles roles = new FieldRoles(context, inert);
        Selected selected = MethodSelection.of(reach, required, context, roles);
        TwinAnalysis analysis = new TwinAnalysis(context, reach.layers(), selected);
        return new AnalyzedModel(
                selected.required(),
                selected.requiredTypes(),
                selected.requiredHelpers(),
                selected.leftOut(),
                analysis.problems(),
                context.kept().changeable(),
                context.late().branches().keySet(),
                analysis.arrayCalls(),
                analysis.model(roles));
    }

    private TwinModel model(FieldRoles roles) {
        Mentions mentions = mentions();
        return new TwinModel(
                type,
                hierarchy.fields().stream().map(f -> roles.of(f, mentions.contain(f))).toList(),
                layers.nearest(),
                methods(),
                implicitAccessors().stream().map(this::method).toList(),
                statics(),
                privateTypes.names(),
                selected.types().entrySet().stream()
                        .map(e -> new TypeSource(e.getKey(), e.getValue().code()))
                        .toList(),
                selected.helpers().entrySet().stream()
                        .map(e -> helper(e.getKey(), e.getValue()))
                        .toList());
    }

    /** The fields that copied code mentions. */
    private Mentions mentions() {
        Mentions mentions = Mentions.in(hierarchy, selected.copies().keySet());
        selected.types().keySet().forEach(t -> mentions.add(hierarchy.own(), privateTypes.tree(t)));
        for (ExecutableElement helper : selected.helpers().keySet()) {
            ClassSource source = helperMethods.source(helper);
            source.body(helper).ifPresent(body -> mentions.add(source, body));
        }
        implicitAccessors().forEach(mentions::add);
        return mentions;
    }

    private HelperSource helper(ExecutableElement method, BodyCopy copy) {
        return new HelperSource(
                method,
                helperMethods.name(method),
                helperMethods.source(method).place(method),
                copy.code());
    }

    /** The accessors that a record has without writing them. */
    private List<ExecutableElement> implicitAccessors() {
        return type.getRecordComponents().stream()
                .map(RecordComponentElement::getAccessor)
                .filter(a -> hierarchy.own().body(a).isEmpty())
                .toList();
    }

    private List<TwinMethod> methods() {
        Set<SuperCopy> above =
                Stream.of(selected.copies(), selected.types())
                        .flatMap(copies -> copies.values().stream())
                        .flatMap(copy -> copy.above().stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        return hierarchy.methods().stream().flatMap(m -> copies(m, above)).toList();
    }

    /** The copies of a method: under its own name, and for calls on {@code super}. */
    private Stream<TwinMethod> copies(ExecutableElement method, Set<SuperCopy> above) {
        boolean copied = selected.copies().containsKey(method);
        boolean own = hierarchy.implementation(method).equals(method);
        Stream<TwinMethod> main =
                own && (copied || isAbstract(method))
                        ? Stream.of(method(method, context.placement().names().of(method)))
                        : Stream.of();
        Stream<TwinMethod> more =
                above.stream()
                        .filter(c -> c.method().equals(method))
                        .map(c -> method(method, c.name()));
        return Stream.concat(main, more);
    }

    private boolean isAbstract(ExecutableElement method) {
        return method.getModifiers().contains(ABSTRACT)
                && hierarchy.source(method).isPresent()
                && !MethodKinds.isSetting(type, method);
    }

    private TwinMethod method(ExecutableElement method) {
        return method(method, method.getSimpleName().toString());
    }

    private TwinMethod method(ExecutableElement method, String name) {
        Optional<CodeBlock> body =
                Optional.ofNullable(selected.copies().get(method)).map(BodyCopy::code);
        boolean open = method.getSimpleName().contentEquals(name);
        return new TwinMethod(
                method,
                name,
                hierarchy.source(method).orElseThrow().place(method),
                (ExecutableType) hierarchy.type(method),
                body,
                open && layers.isOverride(method),
                open && layers.isEntryOverride(method));
    }

    /** The private static fields that copied code reads, by their names. */
    private List<StaticRead> statics() {
        return Stream.of(selected.copies(), selected.types(), selected.helpers())
                .flatMap(copies -> copies.values().stream())
                .flatMap(c -> c.statics().stream())
                .distinct()
                .sorted(Comparator.comparingInt(s -> place(s.field())))
                .toList();
    }

    private static int place(VariableElement field) {
        return field.getEnclosingElement().getEnclosedElements().indexOf(field);
    }

    private Map<Element, Map<Tree, ArrayMethod>> arrayCalls() {
        Map<Element, Map<Tree, ArrayMethod>> calls = new LinkedHashMap<>();
        Stream.of(selected.copies(), selected.types(), selected.helpers())
                .forEach(copies -> copies.forEach((e, copy) -> calls.put(e, copy.arrayCalls())));
        return calls;
    }

    /** What is wrong with methods that can't be left out. */
    private List<Problem> problems() {
        Stream<Problem> ofCopies =
                Stream.concat(
                                selected.required().stream().map(selected.copies()::get),
                                selected.requiredTypes().stream().map(selected.types()::get))
                        .map(copy -> Objects.requireNonNull(copy, "a copy"))
                        .flatMap(copy -> copy.problems().stream());
        return Stream.concat(selected.problems().stream(), ofCopies).toList();
    }
}
