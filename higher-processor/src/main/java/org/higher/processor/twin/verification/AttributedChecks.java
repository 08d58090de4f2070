package org.higher.processor.twin.verification;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.AnalyzedModel;
import org.higher.processor.twin.analysis.ModelField;
import org.higher.processor.twin.analysis.TwinMethod;
import org.higher.processor.twin.analysis.TwinModel;
import org.higher.processor.twin.containers.ContainerChanges;
import org.higher.processor.twin.containers.SharedModel;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.verification.arrays.ArrayUses;
import org.higher.processor.twin.verification.conversions.ModuleConversions;
import org.higher.processor.twin.verification.conversions.ModuleTypes;
import org.higher.processor.twin.verification.conversions.Subclasses;
import org.higher.processor.twin.verification.privates.PrivateTypeUses;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Shape;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.ModuleCalls;
import org.higher.processor.verification.Verifier;

/** The checks of a model that need types of expressions, and so wait for javac's attribution. */
public final class AttributedChecks {
    private final Context context;
    private final Subclasses subclasses;
    private final Hierarchy hierarchy;
    private final AnalyzedModel analyzed;
    private final TwinModel model;
    private final Trees trees;
    private final Verifier verifier;

    private AttributedChecks(
            Context context, Set<String> models, Hierarchy hierarchy, AnalyzedModel analyzed) {
        this.subclasses = new Subclasses(context.elements(), models);
        this.context = context;
        this.hierarchy = hierarchy;
        this.analyzed = analyzed;
        this.model = analyzed.model();
        this.trees = context.javac().trees();
        this.verifier = context.verifier();
    }

    /**
     * Prepares the checks, while there is source for what they look at, and has them wait.
     *
     * @param models the names of all models that are compiled here, when the checks run
     */
    public static void expect(
            Context context,
            Set<String> models,
            Hierarchy hierarchy,
            AnalyzedModel analyzed,
            ContainerChanges containers) {
        new AttributedChecks(context, models, hierarchy, analyzed).expect(containers);
    }

    /** Methods of one class that are copied, and private types in it. */
    private record Part(
            ClassSource source,
            Set<ExecutableElement> methods,
            Collection<TypeElement> privateTypes) {
        List<Element> elements() {
            return Stream.<Element>concat(methods.stream(), privateTypes.stream()).toList();
        }

        List<Tree> code() {
            return Stream.<Tree>concat(
                            methods.stream().flatMap(m -> source.body(m).stream()),
                            privateTypes.stream().map(source::tree))
                    .toList();
        }
    }

    private void expect(ContainerChanges containers) {
        List<TypeElement> types = model.copiedTypes().stream().map(TypeSource::element).toList();
        List<ExecutableElement> helpers =
                model.helpers().stream().map(HelperSource::element).toList();
        CopiedCode all = copied(union(model.copied(), helpers), types, read());
        List<Part> parts = parts(model.copied(), helpers, types);
        ModuleCalls calls =
                ModuleCalls.of(context.elements(), trees, context.leftOut(), model.type(), all);
        parts.forEach(p -> verifier.expect(p.source, p.code(), all, looks(calls, p)));

        CopiedCode required =
                copied(
                        union(analyzed.required(), analyzed.requiredHelpers()),
                        analyzed.requiredTypes(),
                        Set.of());
        InPlace inPlace = InPlace.of(trees, required);
        parts(analyzed.required(), analyzed.requiredHelpers(), analyzed.requiredTypes())
                .forEach(p -> inPlace.readAhead(p.source, p.code()));
        ModuleUses uses = ModuleUses.of(context, model.type(), all, required);
        PrivateTypeUses privateTypes =
                PrivateTypeUses.of(context, model.type(), all, converted(), values());
        List<ExecutableElement> methods =
                model.methods().stream().map(TwinMethod::element).toList();
        CopiedCode declared = copied(union(methods, helpers), types, Set.of());
        Set<TypeElement> owners = new LinkedHashSet<>(types);
        parts.forEach(p -> owners.add(p.source.type()));
        for (TypeElement owner : owners) {
            verifier.expect(owner, uses);
            verifier.expect(owner, (path, sink) -> lookAtTypes(declared, path, sink));
            verifier.expect(owner, inPlace);
            verifier.expect(owner, privateTypes);
        }
        containers.expect(shared(all, required, owners));
        expectCaptures();
    }

    /** What no twin can be compiled with, so that it is an error in whatever is copied. */
    private void lookAtTypes(CopiedCode declared, TreePath classPath, Problem.Sink sink) {
        TypeElement now = context.elements().getTypeElement(model.type().getQualifiedName());
        declared.each(
                trees,
                classPath,
                (method, code) -> {
                    new ModuleConversions(context, subclasses, now, sink).scan(code, null);
                    new ModuleTypes(context, now, sink).scan(code, null);
                });
    }

    private CopiedCode copied(
            Set<ExecutableElement> methods,
            Collection<TypeElement> types,
            Collection<VariableElement> fields) {
        return CopiedCode.of(model.type(), hierarchy.names(), methods, types, fields);
    }

    /** By class: the model's own and those that it inherits from, and those of its helpers. */
    private List<Part> parts(
            Set<ExecutableElement> methods,
            Collection<ExecutableElement> helpers,
            Collection<TypeElement> types) {
        List<Part> parts = new ArrayList<>();
        for (ClassSource s : hierarchy.sources()) {
            parts.add(new Part(s, of(s, methods), s == hierarchy.own() ? types : Set.of()));
        }
        for (ExecutableElement helper : helpers) {
            ClassSource of = hierarchy.own().other((TypeElement) helper.getEnclosingElement());
            parts.add(new Part(of, Set.of(helper), Set.of()));
        }
        return parts;
    }

    private static Set<ExecutableElement> of(
            ClassSource source, Collection<ExecutableElement> methods) {
        return methods.stream()
                .filter(m -> m.getEnclosingElement().equals(source.type()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What looks at calls; for a model on arrays, at those of ND4J, too. */
    private Verifier.Inspection looks(ModuleCalls calls, Part part) {
        return Nd4j.isWrittenOn(model.type())
                ? calls.and(ArrayUses.of(trees, part.source, part.elements(), analyzed))
                : calls;
    }

    private void expectCaptures() {
        List<ModelField> opaque =
                model.declared().stream()
                        .filter(ModelField::opaque)
                        .filter(f -> !model.unread().contains(f))
                        .toList();
        if (opaque.isEmpty()) {
            return;
        }
        for (ClassSource s : hierarchy.sources()) {
            verifier.expect(s.type(), Captures.of(context, s, opaque, of(s, model.copied())));
        }
    }

    private static Set<ExecutableElement> union(
            Collection<ExecutableElement> some, Collection<ExecutableElement> others) {
        Set<ExecutableElement> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    private SharedModel shared(CopiedCode all, CopiedCode required, Set<TypeElement> owners) {
        Map<VariableElement, Shape> parts = new LinkedHashMap<>();
        List<VariableElement> shared = new ArrayList<>();
        List<VariableElement> free = new ArrayList<>();
        for (ModelField field : model.fields()) {
            VariableElement element = field.element();
            if (field.isInParams()) {
                parts.put(element, field.shape().orElseThrow());
            } else {
                boolean changeable =
                        field.role() == ModelField.Role.STATE
                                || analyzed.changeable().contains(element);
                (changeable ? free : shared).add(element);
            }
        }
        return new SharedModel(
                hierarchy.own(), all, required, owners, parts, shared, free, analyzed.never());
    }

    /** The types of the fields whose values become copies. */
    private List<TypeMirror> converted() {
        return Stream.concat(
                        model.statics().stream()
                                .filter(StaticRead::converted)
                                .map(s -> s.field().asType()),
                        model.fields().stream()
                                .filter(f -> f.counterpart().isPresent())
                                .map(ModelField::type))
                .toList();
    }

    /** The classes of values that are parts of the parameters. */
    private List<TypeElement> values() {
        return model.fields().stream()
                .flatMap(f -> f.shape().stream())
                .flatMap(Shape::values)
                .map(Shape.ValueOf::type)
                .toList();
    }

    /** Private static fields, and those that {@code Bound} has. */
    private List<VariableElement> read() {
        return Stream.concat(
                        model.statics().stream().map(StaticRead::field),
                        model.fields().stream().map(ModelField::element))
                .toList();
    }
}
