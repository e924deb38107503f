namespace DocProcessing.Page.Tests;

/// <summary>Who may in, and where the token stays.</summary>
public sealed class SignInTests(PageHost shared) : PageTest(shared)
{
    [Fact(Timeout = 120_000)]
    public async Task A_pasted_token_is_kept_in_the_tab_alone_and_signing_out_forgets_it()
    {
        var user = NewUser();
        var api = await ApiAsync(user);
        var page = await OpenAsync();
        await page.GetByText("I have a token").ClickAsync();
        await page.GetByLabel("Access token").FillAsync("Bearer " + api.Token);
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this token" }).ClickAsync();
        await Expect(page.Locator("#who")).ToHaveTextAsync(user);

        await page.ReloadAsync();
        await Expect(page.Locator("#who")).ToHaveTextAsync(user);
        Assert.Equal(0, await page.EvaluateAsync<int>("localStorage.length"));
        Assert.Empty(await page.Context.CookiesAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.DoesNotContain(api.Token!, await page.EvaluateAsync<string>("JSON.stringify(sessionStorage)"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_bad_token_is_told_in_plain_words()
    {
        Expected("401");
        var page = await OpenAsync();
        await page.GetByText("I have a token").ClickAsync();
        await page.GetByLabel("Access token").FillAsync(Tokens.Make("eve", DateTimeOffset.UtcNow.AddHours(1), new string('x', 40)));
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this token" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The host does not take this token.");
    }

    [Fact(Timeout = 120_000)]
    public async Task Only_operators_are_shown_the_operators_view()
    {
        var page = await SignInAsync(NewUser());
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Operations" })).ToBeHiddenAsync();

        await page.GotoAsync(Host.Address + "#/operator");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your documents" })).ToBeVisibleAsync();
    }
}
