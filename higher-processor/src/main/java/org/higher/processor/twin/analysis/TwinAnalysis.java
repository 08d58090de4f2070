package org.higher.processor.twin.analysis;

import static javax.lang.model.element.Modifier.ABSTRACT;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.RecordComponentElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.analysis.MethodSelection.Selected;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.HelperSource;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeSource;
import org.jspecify.annotations.Nullable;

/** From a model's source to the description of its twin. */
public final class TwinAnalysis {
    private final ClassSource source;
    private final TypeElement type;
    private final LayerTypes layers;
    private final PrivateTypes privateTypes;
    private final HelperMethods helperMethods;
    private final Selected selected;

    private TwinAnalysis(
            ClassSource source,
            LayerTypes layers,
            PrivateTypes privateTypes,
            HelperMethods helperMethods,
            Selected selected) {
        this.helperMethods = helperMethods;
        this.privateTypes = privateTypes;
        this.source = source;
        this.type = source.type();
        this.layers = layers;
        this.selected = selected;
    }

    /** The description of the twin, and all that is found to be wrong on the way. */
    public static AnalyzedModel of(ClassSource source, InertTypes inert) {
        LayerTypes layers = LayerTypes.of(source.elements(), source.type());
        PrivateTypes privateTypes = PrivateTypes.of(source);
        HelperMethods helperMethods = new HelperMethods(source, privateTypes);
        Selected selected = MethodSelection.of(source, layers, privateTypes, helperMethods);
        TwinAnalysis analysis =
                new TwinAnalysis(source, layers, privateTypes, helperMethods, selected);
        return new AnalyzedModel(
                selected.required(),
                selected.requiredTypes(),
                selected.requiredHelpers(),
                selected.leftOut(),
                analysis.problems(),
                analysis.model(FieldRoles.of(source, inert, privateTypes)));
    }

    private TwinModel model(FieldRoles roles) {
        Set<String> mentioned = mentioned();
        return new TwinModel(
                type,
                source.fields().stream()
                        .map(f -> roles.of(f, mentioned.contains(f.getSimpleName().toString())))
                        .toList(),
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

    private HelperSource helper(ExecutableElement method, BodyCopy copy) {
        return new HelperSource(
                method,
                helperMethods.name(method),
                helperMethods.source(method).place(method),
                copy.code());
    }

    /**
     * Every name in the copied methods; a private setting that none of them mentions is not needed.
     */
    private Set<String> mentioned() {
        Set<String> names = new HashSet<>();
        List<Tree> copied = new ArrayList<>();
        selected.copies().keySet().forEach(m -> source.body(m).ifPresent(copied::add));
        selected.types().keySet().forEach(t -> copied.add(privateTypes.tree(t)));
        selected.helpers()
                .keySet()
                .forEach(h -> helperMethods.source(h).body(h).ifPresent(copied::add));
        for (Tree code : copied) {
            new TreeScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                    names.add(tree.getName().toString());
                    return null;
                }

                @Override
                public @Nullable Void visitMemberSelect(
                        MemberSelectTree tree, @Nullable Void unused) {
                    names.add(tree.getIdentifier().toString());
                    return super.visitMemberSelect(tree, null);
                }
            }.scan(code, null);
        }
        implicitAccessors().forEach(a -> names.add(a.getSimpleName().toString()));
        return names;
    }

    /** The accessors that a record has without writing them. */
    private List<ExecutableElement> implicitAccessors() {
        return type.getRecordComponents().stream()
                .map(RecordComponentElement::getAccessor)
                .filter(a -> source.body(a).isEmpty())
                .toList();
    }

    private List<TwinMethod> methods() {
        return ElementFilter.methodsIn(type.getEnclosedElements()).stream()
                .filter(m -> selected.copies().containsKey(m) || isAbstract(m))
                .map(this::method)
                .toList();
    }

    private static boolean isAbstract(ExecutableElement method) {
        return method.getModifiers().contains(ABSTRACT) && !MethodKinds.isSetting(method);
    }

    private TwinMethod method(ExecutableElement method) {
        Optional<CodeBlock> body =
                Optional.ofNullable(selected.copies().get(method)).map(BodyCopy::code);
        return new TwinMethod(
                method,
                source.place(method),
                body,
                layers.isOverride(method),
                layers.isEntryOverride(method));
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

    /** What is wrong with methods that can't be left out. */
    private List<Problem> problems() {
        return Stream.concat(
                        selected.required().stream().map(selected.copies()::get),
                        selected.requiredTypes().stream().map(selected.types()::get))
                .map(copy -> Objects.requireNonNull(copy, "a copy"))
                .flatMap(copy -> copy.problems().stream())
                .toList();
    }
}
