package io.tollgate.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tollgate");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.tollgate.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void guardKnowsNothingOfTheServer() {
        noClasses()
                .that()
                .resideInAPackage("io.tollgate.guard..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tollgate.server..")
                .check(CLASSES);
    }

    @Test
    void httpKnowsNoFeature() {
        noClasses()
                .that()
                .resideInAPackage("io.tollgate.server.http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tollgate.server.account..",
                        "io.tollgate.server.session..",
                        "io.tollgate.server.file..",
                        "io.tollgate.server.auth..")
                .check(CLASSES);
    }

    @Test
    void noNameSaysNothing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Impl|Manager|Helper|Utils?)")
                .check(CLASSES);
    }
}
