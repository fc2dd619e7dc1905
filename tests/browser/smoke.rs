//! The bundle loads, anywhere, quietly, and under the policy that it promises.

use serde_json::json;

use crate::harness::{Site, scenario, scenario_on};

#[test]
fn the_page_loads_quietly() {
    scenario(|browser, _| {
        assert_eq!(browser.count("article"), 1);
        assert!(browser.count("article [data-block]") > 20);
    });
}

#[test]
fn the_page_works_from_a_sub_path() {
    scenario_on(
        || Site::bundle_under("some/where"),
        |browser, site| {
            browser.open(&site.address());
            let strays: Vec<_> = browser
                .requests()
                .into_iter()
                .filter(|address| !address.starts_with(&site.address()))
                .collect();
            assert!(strays.is_empty(), "requests left the sub-path: {strays:?}");
        },
    );
}

#[test]
fn the_page_keeps_a_strict_policy() {
    scenario(|browser, _| {
        let policy: String = browser.script(
            "return document.querySelector('meta[http-equiv=Content-Security-Policy]').content",
            json!([]),
        );
        let directive = |name: &str| {
            let found = policy.split(';').find_map(|directive| directive.trim().strip_prefix(name));
            found.unwrap_or_else(|| panic!("no {name} in {policy}")).trim().to_owned()
        };
        assert_eq!(directive("default-src"), "'self'");
        assert_eq!(directive("require-trusted-types-for"), "'script'");
        assert_eq!(directive("trusted-types"), "agendum-worker");
        assert!(policy.contains("'wasm-unsafe-eval'"), "{policy}");
        // For fetching the article whose address the reader gives; `opening` tests that nothing else ever asks.
        assert_eq!(directive("connect-src"), "'self' https:");
        let policy = policy.replace("connect-src 'self' https:;", "");
        for lax in ["'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*"] {
            assert!(!policy.contains(lax), "{lax} in {policy}");
        }
    });
}

#[test]
fn the_policy_holds_in_the_page() {
    scenario(|browser, _| {
        let outcome = "try { document.createElement('p').innerHTML = '<b>bold</b>'; return 'markup' } \
                       catch (error) { return error.name }";
        assert_eq!(browser.script::<String>(outcome, json!([])), "TypeError");
        browser.expect_breach("require-trusted-types-for");
        let outcome = "const style = document.createElement('p'); style.setAttribute('style', 'color: red'); \
                       return style.style.color";
        assert_eq!(browser.script::<String>(outcome, json!([])), "");
        browser.expect_breach("style-src");
    });
}

#[test]
fn nothing_is_asked_of_the_network_after_the_start() {
    scenario(|browser, _| {
        let at_start = browser.requests();
        browser.select("India wants to talk about asylum");
        browser.wait_until("the tag menu opens", || browser.sees("#tag-menu"));
        browser.press("1");
        browser.wait_until("the words are marked", || !browser.marks().is_empty());
        // What suggests items is part of Agendum, and comes once there is something to learn from.
        let is_own = |request: &String| request.contains("worker-");
        let after: Vec<_> = browser.requests().into_iter().filter(|request| !is_own(request)).collect();
        assert_eq!(after, at_start);
    });
}
